using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ConvGen.Tests.Ptx;

/// <content>Modules, kernels and links.</content>
public static unsafe partial class MockCuda
{
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ModuleLoadData(nint* module, byte* image) =>
        Call("cuModuleLoadData", Needs.Context | Needs.NoCapture, state => state.Load(module, image, 0, null, null));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ModuleLoadDataEx(nint* module, byte* image, uint count, int* options, void** values) =>
        Call("cuModuleLoadDataEx", Needs.Context | Needs.NoCapture, state => state.Load(module, image, count, options, values));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ModuleUnload(nint module) =>
        Call("cuModuleUnload", Needs.Context | Needs.NoCapture, state => state.Unload(module));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ModuleGetFunction(nint* function, nint module, byte* name) =>
        Call("cuModuleGetFunction", Needs.Context, state => state.GetFunction(function, module, name));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FuncSetAttribute(nint function, int attribute, int value) =>
        Call("cuFuncSetAttribute", Needs.Context, state => state.SetFunctionAttribute(function, attribute, value));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FuncGetAttribute(int* value, int attribute, nint function) =>
        Call("cuFuncGetAttribute", Needs.Context, state => state.GetFunctionAttribute(value, attribute, function));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, nint function, int threads, nuint dynamicShared) =>
        Call("cuOccupancyMaxActiveBlocksPerMultiprocessor", Needs.Context, state => state.Occupancy(blocks, function, threads, dynamicShared));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int LaunchKernel(nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ, uint dynamicShared, nint stream, void** parameters, void** extra) =>
        Call("cuLaunchKernel", Needs.Context, state => state.Launch(function, (gridX, gridY, gridZ), (blockX, blockY, blockZ), dynamicShared, stream, parameters, extra));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int LinkCreate(uint count, int* options, void** values, nint* link) =>
        Call("cuLinkCreate_v2", Needs.Context | Needs.NoCapture, state => Done(*link = state.Add(new MockLink())));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int LinkAddData(nint link, int type, byte* data, nuint bytes, byte* name, uint count, int* options, void** values) =>
        Call("cuLinkAddData_v2", Needs.Context | Needs.NoCapture, state => state.AddLinkData(link, type, data, bytes, count, options, values));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int LinkComplete(nint link, void** image, nuint* bytes) =>
        Call("cuLinkComplete", Needs.Context | Needs.NoCapture, state => state.CompleteLink(link, image, bytes));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int LinkDestroy(nint link) =>
        Call("cuLinkDestroy", Needs.Context, state => state.DestroyLink(link));
}
