namespace ConvGen.Tests.Devices;

/// <summary>Where the entry points of <see cref="CudaMock"/> are.</summary>
internal sealed unsafe partial class CudaMock
{
    private static readonly Lock s_gate = new();

    private static Dictionary<string, nint> Table { get; } = new()
    {
        ["cuGetErrorName"] = (nint)(delegate* unmanaged[Cdecl]<int, byte**, int>)&cuGetErrorName,
        ["cuGetErrorString"] = (nint)(delegate* unmanaged[Cdecl]<int, byte**, int>)&cuGetErrorString,
        ["cuCtxSetCurrent"] = (nint)(delegate* unmanaged[Cdecl]<nint, int>)&cuCtxSetCurrent,
        ["cuInit"] = (nint)(delegate* unmanaged[Cdecl]<uint, int>)&cuInit,
        ["cuDriverGetVersion"] = (nint)(delegate* unmanaged[Cdecl]<int*, int>)&cuDriverGetVersion,
        ["cuDeviceGetCount"] = (nint)(delegate* unmanaged[Cdecl]<int*, int>)&cuDeviceGetCount,
        ["cuDeviceGet"] = (nint)(delegate* unmanaged[Cdecl]<int*, int, int>)&cuDeviceGet,
        ["cuDeviceGetName"] = (nint)(delegate* unmanaged[Cdecl]<byte*, int, int, int>)&cuDeviceGetName,
        ["cuDeviceGetAttribute"] = (nint)(delegate* unmanaged[Cdecl]<int*, int, int, int>)&cuDeviceGetAttribute,
        ["cuDevicePrimaryCtxRetain"] = (nint)(delegate* unmanaged[Cdecl]<nint*, int, int>)&cuDevicePrimaryCtxRetain,
        ["cuDevicePrimaryCtxRelease_v2"] = (nint)(delegate* unmanaged[Cdecl]<int, int>)&cuDevicePrimaryCtxRelease_v2,
        ["cuMemGetInfo_v2"] = (nint)(delegate* unmanaged[Cdecl]<nuint*, nuint*, int>)&cuMemGetInfo_v2,
        ["cuMemAlloc_v2"] = (nint)(delegate* unmanaged[Cdecl]<nint*, nuint, int>)&cuMemAlloc_v2,
        ["cuMemFree_v2"] = (nint)(delegate* unmanaged[Cdecl]<nint, int>)&cuMemFree_v2,
        ["cuMemHostAlloc"] = (nint)(delegate* unmanaged[Cdecl]<void**, nuint, uint, int>)&cuMemHostAlloc,
        ["cuMemFreeHost"] = (nint)(delegate* unmanaged[Cdecl]<nint, int>)&cuMemFreeHost,
        ["cuMemcpyHtoDAsync_v2"] = (nint)(delegate* unmanaged[Cdecl]<nint, nint, nuint, nint, int>)&cuMemcpyHtoDAsync_v2,
        ["cuMemcpyDtoHAsync_v2"] = (nint)(delegate* unmanaged[Cdecl]<nint, nint, nuint, nint, int>)&cuMemcpyDtoHAsync_v2,
        ["cuMemsetD32Async"] = (nint)(delegate* unmanaged[Cdecl]<nint, uint, nuint, nint, int>)&cuMemsetD32Async,
        ["cuStreamCreate"] = (nint)(delegate* unmanaged[Cdecl]<nint*, uint, int>)&cuStreamCreate,
        ["cuStreamDestroy_v2"] = (nint)(delegate* unmanaged[Cdecl]<nint, int>)&cuStreamDestroy_v2,
        ["cuStreamSynchronize"] = (nint)(delegate* unmanaged[Cdecl]<nint, int>)&cuStreamSynchronize,
        ["cuEventCreate"] = (nint)(delegate* unmanaged[Cdecl]<nint*, uint, int>)&cuEventCreate,
        ["cuEventDestroy_v2"] = (nint)(delegate* unmanaged[Cdecl]<nint, int>)&cuEventDestroy_v2,
        ["cuEventRecord"] = (nint)(delegate* unmanaged[Cdecl]<nint, nint, int>)&cuEventRecord,
        ["cuEventElapsedTime"] = (nint)(delegate* unmanaged[Cdecl]<float*, nint, nint, int>)&cuEventElapsedTime,
        ["cuEventElapsedTime_v2"] = (nint)(delegate* unmanaged[Cdecl]<float*, nint, nint, int>)&cuEventElapsedTime_v2,
        ["cuEventSynchronize"] = (nint)(delegate* unmanaged[Cdecl]<nint, int>)&cuEventSynchronize,
        ["cuModuleLoadDataEx"] = (nint)(delegate* unmanaged[Cdecl]<nint*, byte*, uint, int*, void**, int>)&cuModuleLoadDataEx,
        ["cuModuleUnload"] = (nint)(delegate* unmanaged[Cdecl]<nint, int>)&cuModuleUnload,
        ["cuModuleGetFunction"] = (nint)(delegate* unmanaged[Cdecl]<nint*, nint, byte*, int>)&cuModuleGetFunction,
        ["cuLaunchKernel"] = (nint)(delegate* unmanaged[Cdecl]<nint, int, int, int, int, int, int, uint, nint, void**, void**, int>)&cuLaunchKernel,
        ["cuStreamBeginCapture_v2"] = (nint)(delegate* unmanaged[Cdecl]<nint, int, int>)&cuStreamBeginCapture_v2,
        ["cuStreamEndCapture"] = (nint)(delegate* unmanaged[Cdecl]<nint, nint*, int>)&cuStreamEndCapture,
        ["cuGraphInstantiateWithFlags"] = (nint)(delegate* unmanaged[Cdecl]<nint*, nint, ulong, int>)&cuGraphInstantiateWithFlags,
        ["cuGraphUpload"] = (nint)(delegate* unmanaged[Cdecl]<nint, nint, int>)&cuGraphUpload,
        ["cuGraphLaunch"] = (nint)(delegate* unmanaged[Cdecl]<nint, nint, int>)&cuGraphLaunch,
        ["cuGraphExecDestroy"] = (nint)(delegate* unmanaged[Cdecl]<nint, int>)&cuGraphExecDestroy,
        ["cuGraphDestroy"] = (nint)(delegate* unmanaged[Cdecl]<nint, int>)&cuGraphDestroy,
        ["cuLinkCreate_v2"] = (nint)(delegate* unmanaged[Cdecl]<uint, int*, void**, nint*, int>)&cuLinkCreate_v2,
        ["cuLinkAddData_v2"] = (nint)(delegate* unmanaged[Cdecl]<nint, int, byte*, nuint, byte*, uint, int*, void**, int>)&cuLinkAddData_v2,
        ["cuLinkComplete"] = (nint)(delegate* unmanaged[Cdecl]<nint, void**, nuint*, int>)&cuLinkComplete,
        ["cuLinkDestroy"] = (nint)(delegate* unmanaged[Cdecl]<nint, int>)&cuLinkDestroy,
        ["cuFuncGetAttribute"] = (nint)(delegate* unmanaged[Cdecl]<int*, int, nint, int>)&cuFuncGetAttribute,
    };
}
