using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ConvGen.Tests.Ptx;

/// <content>The device, the context and the driver itself.</content>
public static unsafe partial class MockCuda
{
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Init(uint flags) =>
        Call("cuInit", Needs.Nothing, state => flags != 0 ? CudaError.InvalidValue : DeviceCount == 0 ? CudaError.NoDevice : Done(state.IsInitialized = true));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int DriverGetVersion(int* version) =>
        Call("cuDriverGetVersion", Needs.Nothing, state => Done(*version = DriverVersion));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GetErrorName(int code, nint* name) =>
        Call("cuGetErrorName", Needs.Nothing, state => (*name = ErrorName(code)) == 0 ? CudaError.InvalidValue : CudaError.Success);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GetErrorString(int code, nint* text) =>
        Call("cuGetErrorString", Needs.Nothing, state => (*text = ErrorName(code)) == 0 ? CudaError.InvalidValue : CudaError.Success);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int DeviceGetCount(int* count) =>
        Call("cuDeviceGetCount", Needs.Initialized, state => Done(*count = DeviceCount));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int DeviceGet(int* device, int ordinal) =>
        Call("cuDeviceGet", Needs.Initialized, state => ordinal < 0 || ordinal >= DeviceCount ? CudaError.InvalidDevice : Done(*device = ordinal));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int DeviceGetName(byte* name, int length, int device) =>
        Call("cuDeviceGetName", Needs.Initialized, state => IsDevice(device) ? CopyName(name, length) : CudaError.InvalidDevice);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int DeviceGetAttribute(int* value, int attribute, int device) =>
        Call("cuDeviceGetAttribute", Needs.Initialized, state => IsDevice(device) ? Done(*value = Attribute(attribute)) : CudaError.InvalidDevice);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int DeviceTotalMem(nuint* bytes, int device) =>
        Call("cuDeviceTotalMem_v2", Needs.Initialized, state => IsDevice(device) ? Done(*bytes = (nuint)TotalMemory) : CudaError.InvalidDevice);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int DevicePrimaryCtxRetain(nint* context, int device) =>
        Call("cuDevicePrimaryCtxRetain", Needs.Initialized, state => IsDevice(device) ? Done((retained++, *context = generation << 8)) : CudaError.InvalidDevice);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int DevicePrimaryCtxRelease(int device) =>
        Call("cuDevicePrimaryCtxRelease_v2", Needs.Initialized, state => IsDevice(device) && retained > 0 ? Done(retained--) : CudaError.InvalidContext);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CtxSetCurrent(nint context) =>
        Call("cuCtxSetCurrent", Needs.Initialized, state => context == 0 || (context == generation << 8 && retained > 0) ? Done(currentContext = context) : CudaError.InvalidContext);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CtxGetCurrent(nint* context) =>
        Call("cuCtxGetCurrent", Needs.Initialized, state => Done(*context = currentContext == generation << 8 ? currentContext : 0));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CtxSynchronize() =>
        Call("cuCtxSynchronize", Needs.Context | Needs.NoCapture, state => SynchronizeAll(state));

    private static int Done<T>(T _) => CudaError.Success;

    private static bool IsDevice(int device) => device >= 0 && device < DeviceCount;

    private static int SynchronizeAll(MockDriver state)
    {
        state.DrainAll();
        return state.StickyError;
    }

    private static int CopyName(byte* name, int length)
    {
        if (length < 1)
            return CudaError.InvalidValue;
        var text = "Mock GPU (PTX emulator)"u8;
        var count = Math.Min(text.Length, length - 1);
        text[..count].CopyTo(new Span<byte>(name, count));
        name[count] = 0;
        return CudaError.Success;
    }

    private static int Attribute(int attribute) => attribute switch
    {
        1 or 2 or 3 => 1024,
        4 => 64,
        5 => int.MaxValue,
        6 or 7 => 65535,
        8 => 48 * 1024,
        9 => 64 * 1024,
        10 => 32,
        12 or 82 => 65536,
        13 => 1_500_000,
        16 => Multiprocessors,
        31 or 41 => 1,
        36 => 7_000_000,
        37 => 256,
        38 => 4 << 20,
        39 => 1536,
        75 => ComputeCapability.Major,
        76 => ComputeCapability.Minor,
        81 => SharedMemoryOptIn + 1024,
        97 => SharedMemoryOptIn,
        106 => 16,
        _ => 0,
    };
}
