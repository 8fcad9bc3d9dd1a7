using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ConvGen.Tests.Ptx;

/// <content>Memory and copies.</content>
public static unsafe partial class MockCuda
{
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int MemGetInfo(nuint* free, nuint* total) =>
        Call("cuMemGetInfo_v2", Needs.Context, state => Done((*total = (nuint)TotalMemory, *free = (nuint)(TotalMemory - state.Memory.AllocatedBytes))));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int MemAlloc(ulong* address, nuint bytes) =>
        Call("cuMemAlloc_v2", Needs.Context | Needs.NoCapture, state => state.Allocate(address, bytes));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int MemFree(ulong address) =>
        Call("cuMemFree_v2", Needs.Context | Needs.NoCapture, state => state.Free(address));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int MemHostAlloc(void** pointer, nuint bytes, uint flags) =>
        Call("cuMemHostAlloc", Needs.Context | Needs.NoCapture, state => flags > 7 ? CudaError.InvalidValue : state.HostAllocate(pointer, bytes));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int MemFreeHost(void* pointer) =>
        Call("cuMemFreeHost", Needs.Context | Needs.NoCapture, state => state.HostFree(pointer));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int MemcpyHtoDAsync(ulong target, void* source, nuint bytes, nint stream) =>
        Call("cuMemcpyHtoDAsync_v2", Needs.Context, state => state.Upload(target, source, bytes, stream, false));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int MemcpyDtoHAsync(void* target, ulong source, nuint bytes, nint stream) =>
        Call("cuMemcpyDtoHAsync_v2", Needs.Context, state => state.Download(target, source, bytes, stream, false));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int MemcpyDtoDAsync(ulong target, ulong source, nuint bytes, nint stream) =>
        Call("cuMemcpyDtoDAsync_v2", Needs.Context, state => state.Copy(target, source, bytes, stream));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int MemcpyHtoD(ulong target, void* source, nuint bytes) =>
        Call("cuMemcpyHtoD_v2", Needs.Context | Needs.NoCapture, state => state.Upload(target, source, bytes, 0, true));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int MemcpyDtoH(void* target, ulong source, nuint bytes) =>
        Call("cuMemcpyDtoH_v2", Needs.Context | Needs.NoCapture, state => state.Download(target, source, bytes, 0, true));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int MemsetD8Async(ulong target, byte value, nuint count, nint stream) =>
        Call("cuMemsetD8Async", Needs.Context, state => state.Fill(target, value, count, stream, false));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int MemsetD32Async(ulong target, uint value, nuint count, nint stream) =>
        Call("cuMemsetD32Async", Needs.Context, state => state.Fill(target, value, count, stream, false));
}
