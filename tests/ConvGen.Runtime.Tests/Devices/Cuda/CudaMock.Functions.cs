using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ConvGen.Tests.Devices;

/// <summary>The entry points of <see cref="CudaMock"/>, by the names that they have in CUDA.</summary>
internal sealed unsafe partial class CudaMock
{
    private static int Set<T>(T* target, T value)
        where T : unmanaged
    {
        *target = value;
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuInit(uint flags)
    {
        lock (s_gate)
            return Enter("cuInit", needsContext: false) is var (mock, result) && result == 0 ? 0 : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuDriverGetVersion(int* version)
    {
        lock (s_gate)
            return Enter("cuDriverGetVersion", needsContext: false) is var (mock, result) && result == 0 ? Set(version, mock.DriverVersion) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuDeviceGetCount(int* count)
    {
        lock (s_gate)
            return Enter("cuDeviceGetCount", needsContext: false) is var (mock, result) && result == 0 ? Set(count, mock.Devices.Count) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuDeviceGet(int* device, int number)
    {
        lock (s_gate)
            return Enter("cuDeviceGet", needsContext: false) is var (mock, result) && result == 0 ? Set(device, 100 + number) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuDeviceGetName(byte* name, int bytes, int device)
    {
        lock (s_gate)
            return Enter("cuDeviceGetName", needsContext: false) is var (mock, result) && result == 0 ? mock.Name(name, bytes, device) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuDeviceGetAttribute(int* value, int attribute, int device)
    {
        lock (s_gate)
            return Enter("cuDeviceGetAttribute", needsContext: false) is var (mock, result) && result == 0 ? mock.Attribute(value, attribute, device) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuDevicePrimaryCtxRetain(nint* context, int device)
    {
        lock (s_gate)
            return Enter("cuDevicePrimaryCtxRetain", needsContext: false) is var (mock, result) && result == 0 ? mock.Retain(context, device) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuDevicePrimaryCtxRelease_v2(int device)
    {
        lock (s_gate)
            return Enter("cuDevicePrimaryCtxRelease_v2", needsContext: false) is var (mock, result) && result == 0 ? mock.Release(device) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuMemGetInfo_v2(nuint* free, nuint* all)
    {
        lock (s_gate)
            return Enter("cuMemGetInfo_v2") is var (mock, result) && result == 0 ? Set(free, (nuint)mock.FreeBytes) + Set(all, (nuint)1 << 30) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuMemAlloc_v2(nint* address, nuint bytes)
    {
        lock (s_gate)
            return Enter("cuMemAlloc_v2") is var (mock, result) && result == 0 ? mock.Allocate(address, bytes) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuMemFree_v2(nint address)
    {
        lock (s_gate)
            return Enter("cuMemFree_v2") is var (mock, result) && result == 0 ? mock.Unmake("memory", address) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuMemHostAlloc(void** memory, nuint bytes, uint flags)
    {
        lock (s_gate)
            return Enter("cuMemHostAlloc") is var (mock, result) && result == 0 ? Set((nint*)memory, mock.Take("host memory", bytes)) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuMemFreeHost(nint memory)
    {
        lock (s_gate)
            return Enter("cuMemFreeHost") is var (mock, result) && result == 0 ? mock.Unmake("host memory", memory) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuMemcpyHtoDAsync_v2(nint target, nint source, nuint bytes, nint stream)
    {
        lock (s_gate)
            return Enter("cuMemcpyHtoDAsync_v2") is var (mock, result) && result == 0 ? mock.CopyToDevice(target, source, bytes, stream) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuMemcpyDtoHAsync_v2(nint target, nint source, nuint bytes, nint stream)
    {
        lock (s_gate)
            return Enter("cuMemcpyDtoHAsync_v2") is var (mock, result) && result == 0 ? mock.CopyToHost(target, source, bytes, stream) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuMemsetD32Async(nint target, uint pattern, nuint words, nint stream)
    {
        lock (s_gate)
            return Enter("cuMemsetD32Async") is var (mock, result) && result == 0 ? mock.Fill(target, pattern, words, stream) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuStreamCreate(nint* stream, uint flags)
    {
        lock (s_gate)
            return Enter("cuStreamCreate") is var (mock, result) && result == 0 ? flags == 1 ? Set(stream, mock.Make("stream")) : 1 : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuStreamDestroy_v2(nint stream)
    {
        lock (s_gate)
            return Enter("cuStreamDestroy_v2") is var (mock, result) && result == 0 ? mock.Unmake("stream", stream) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuStreamSynchronize(nint stream)
    {
        lock (s_gate)
            return Enter("cuStreamSynchronize") is var (mock, result) && result == 0 ? mock.Happen(mock._waiting.Count) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuEventCreate(nint* made, uint flags)
    {
        lock (s_gate)
            return Enter("cuEventCreate") is var (mock, result) && result == 0 ? mock.MakeEvent(made, flags) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuEventElapsedTime(float* milliseconds, nint from, nint to)
    {
        lock (s_gate)
            return Enter("cuEventElapsedTime") is var (mock, result) && result == 0 ? mock.Elapsed(milliseconds, from, to) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuEventElapsedTime_v2(float* milliseconds, nint from, nint to)
    {
        lock (s_gate)
            return Enter("cuEventElapsedTime_v2") is var (mock, result) && result == 0 ? mock.Elapsed(milliseconds, from, to) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuEventDestroy_v2(nint made)
    {
        lock (s_gate)
            return Enter("cuEventDestroy_v2") is var (mock, result) && result == 0 ? mock.Unmake("event", made) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuEventRecord(nint made, nint stream)
    {
        lock (s_gate)
            return Enter("cuEventRecord") is var (mock, result) && result == 0 ? mock.Record(made) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuEventSynchronize(nint made)
    {
        lock (s_gate)
            return Enter("cuEventSynchronize") is var (mock, result) && result == 0 ? mock.Happen(mock._recorded[made]) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuModuleLoadDataEx(nint* module, byte* image, uint count, int* options, void** values)
    {
        lock (s_gate)
            return Enter("cuModuleLoadDataEx") is var (mock, result) && result == 0 ? mock.Load(module, image) : mock.Refuse(result, count, options, values);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuModuleUnload(nint module)
    {
        lock (s_gate)
            return Enter("cuModuleUnload") is var (mock, result) && result == 0 ? mock.Unmake("module", module) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuModuleGetFunction(nint* function, nint module, byte* name)
    {
        lock (s_gate)
            return Enter("cuModuleGetFunction") is var (mock, result) && result == 0 ? mock.GetFunction(function, module, name) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuLaunchKernel(
        nint function, int x, int y, int z, int tx, int ty, int tz, uint shared, nint stream, void** parameters, void** more)
    {
        lock (s_gate)
            return Enter("cuLaunchKernel") is var (mock, result) && result == 0 && !mock.IsQuiet ? mock.Launch(function, new GpuGrid(x, y, z), new GpuGrid(tx, ty, tz), shared, stream, parameters) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuStreamBeginCapture_v2(nint stream, int mode)
    {
        lock (s_gate)
            return Enter("cuStreamBeginCapture_v2") is var (mock, result) && result == 0 ? mock.Begin(mode) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuStreamEndCapture(nint stream, nint* graph)
    {
        lock (s_gate)
            return Enter("cuStreamEndCapture") is var (mock, result) && result == 0 ? mock.End(graph) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuGraphInstantiateWithFlags(nint* ready, nint graph, ulong flags)
    {
        lock (s_gate)
            return Enter("cuGraphInstantiateWithFlags") is var (mock, result) && result == 0 ? mock.Instantiate(ready, graph) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuGraphUpload(nint graph, nint stream)
    {
        lock (s_gate)
            return Enter("cuGraphUpload") is var (mock, result) && result == 0 ? 0 : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuGraphLaunch(nint graph, nint stream)
    {
        lock (s_gate)
            return Enter("cuGraphLaunch") is var (mock, result) && result == 0 ? mock.Replay(graph, stream) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuGraphExecDestroy(nint graph)
    {
        lock (s_gate)
            return Enter("cuGraphExecDestroy") is var (mock, result) && result == 0 ? mock.Unmake("ready graph", graph) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuGraphDestroy(nint graph)
    {
        lock (s_gate)
            return Enter("cuGraphDestroy") is var (mock, result) && result == 0 ? mock.Unmake("graph", graph) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuLinkCreate_v2(uint count, int* options, void** values, nint* linker)
    {
        lock (s_gate)
            return Enter("cuLinkCreate_v2") is var (mock, result) && result == 0 ? Set(linker, mock.Make("linker")) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuLinkAddData_v2(nint linker, int kind, byte* data, nuint bytes, byte* name, uint count, int* options, void** values)
    {
        lock (s_gate)
            return Enter("cuLinkAddData_v2") is var (mock, result) && result == 0 ? mock.AddData(linker, kind, data, bytes) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuLinkComplete(nint linker, void** image, nuint* bytes)
    {
        lock (s_gate)
            return Enter("cuLinkComplete") is var (mock, result) && result == 0 ? mock.Complete(linker, image, bytes) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuLinkDestroy(nint linker)
    {
        lock (s_gate)
            return Enter("cuLinkDestroy") is var (mock, result) && result == 0 ? mock.Unmake("linker", linker) : result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuFuncGetAttribute(int* value, int attribute, nint function)
    {
        lock (s_gate)
            return Enter("cuFuncGetAttribute") is var (mock, result) && result == 0 ? attribute == 0 ? Set(value, mock.MostThreads) : 1 : result;
    }
}
