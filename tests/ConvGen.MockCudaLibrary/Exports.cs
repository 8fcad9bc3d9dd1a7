using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ConvGen.Tests.Ptx;

namespace ConvGen.Tests.MockCudaLibrary;

/// <summary>The driver's entry points as a native library has them: each hands its arguments on to the mock's. benchmarks/aot.sh checks that none is missing.</summary>
internal static unsafe class Exports
{
    [UnmanagedCallersOnly(EntryPoint = "cuInit", CallConvs = [typeof(CallConvCdecl)])]
    private static int Init(uint flags) =>
        Report.Begin(((delegate* unmanaged[Cdecl]<uint, int>)MockCuda.Find("cuInit"))(flags));

    [UnmanagedCallersOnly(EntryPoint = "cuDriverGetVersion", CallConvs = [typeof(CallConvCdecl)])]
    private static int DriverGetVersion(int* version) =>
        ((delegate* unmanaged[Cdecl]<int*, int>)MockCuda.Find("cuDriverGetVersion"))(version);

    [UnmanagedCallersOnly(EntryPoint = "cuGetErrorName", CallConvs = [typeof(CallConvCdecl)])]
    private static int GetErrorName(int code, nint* name) =>
        ((delegate* unmanaged[Cdecl]<int, nint*, int>)MockCuda.Find("cuGetErrorName"))(code, name);

    [UnmanagedCallersOnly(EntryPoint = "cuGetErrorString", CallConvs = [typeof(CallConvCdecl)])]
    private static int GetErrorString(int code, nint* text) =>
        ((delegate* unmanaged[Cdecl]<int, nint*, int>)MockCuda.Find("cuGetErrorString"))(code, text);

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceGetCount", CallConvs = [typeof(CallConvCdecl)])]
    private static int DeviceGetCount(int* count) =>
        ((delegate* unmanaged[Cdecl]<int*, int>)MockCuda.Find("cuDeviceGetCount"))(count);

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceGet", CallConvs = [typeof(CallConvCdecl)])]
    private static int DeviceGet(int* device, int ordinal) =>
        ((delegate* unmanaged[Cdecl]<int*, int, int>)MockCuda.Find("cuDeviceGet"))(device, ordinal);

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceGetName", CallConvs = [typeof(CallConvCdecl)])]
    private static int DeviceGetName(byte* name, int length, int device) =>
        ((delegate* unmanaged[Cdecl]<byte*, int, int, int>)MockCuda.Find("cuDeviceGetName"))(name, length, device);

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceGetAttribute", CallConvs = [typeof(CallConvCdecl)])]
    private static int DeviceGetAttribute(int* value, int attribute, int device) =>
        ((delegate* unmanaged[Cdecl]<int*, int, int, int>)MockCuda.Find("cuDeviceGetAttribute"))(value, attribute, device);

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceTotalMem_v2", CallConvs = [typeof(CallConvCdecl)])]
    private static int DeviceTotalMem(nuint* bytes, int device) =>
        ((delegate* unmanaged[Cdecl]<nuint*, int, int>)MockCuda.Find("cuDeviceTotalMem_v2"))(bytes, device);

    [UnmanagedCallersOnly(EntryPoint = "cuDevicePrimaryCtxRetain", CallConvs = [typeof(CallConvCdecl)])]
    private static int DevicePrimaryCtxRetain(nint* context, int device) =>
        ((delegate* unmanaged[Cdecl]<nint*, int, int>)MockCuda.Find("cuDevicePrimaryCtxRetain"))(context, device);

    [UnmanagedCallersOnly(EntryPoint = "cuDevicePrimaryCtxRelease_v2", CallConvs = [typeof(CallConvCdecl)])]
    private static int DevicePrimaryCtxRelease(int device) =>
        Report.Write(((delegate* unmanaged[Cdecl]<int, int>)MockCuda.Find("cuDevicePrimaryCtxRelease_v2"))(device));

    [UnmanagedCallersOnly(EntryPoint = "cuCtxSetCurrent", CallConvs = [typeof(CallConvCdecl)])]
    private static int CtxSetCurrent(nint context) =>
        ((delegate* unmanaged[Cdecl]<nint, int>)MockCuda.Find("cuCtxSetCurrent"))(context);

    [UnmanagedCallersOnly(EntryPoint = "cuCtxGetCurrent", CallConvs = [typeof(CallConvCdecl)])]
    private static int CtxGetCurrent(nint* context) =>
        ((delegate* unmanaged[Cdecl]<nint*, int>)MockCuda.Find("cuCtxGetCurrent"))(context);

    [UnmanagedCallersOnly(EntryPoint = "cuCtxSynchronize", CallConvs = [typeof(CallConvCdecl)])]
    private static int CtxSynchronize() =>
        ((delegate* unmanaged[Cdecl]<int>)MockCuda.Find("cuCtxSynchronize"))();

    [UnmanagedCallersOnly(EntryPoint = "cuMemGetInfo_v2", CallConvs = [typeof(CallConvCdecl)])]
    private static int MemGetInfo(nuint* free, nuint* total) =>
        ((delegate* unmanaged[Cdecl]<nuint*, nuint*, int>)MockCuda.Find("cuMemGetInfo_v2"))(free, total);

    [UnmanagedCallersOnly(EntryPoint = "cuMemAlloc_v2", CallConvs = [typeof(CallConvCdecl)])]
    private static int MemAlloc(ulong* address, nuint bytes) =>
        ((delegate* unmanaged[Cdecl]<ulong*, nuint, int>)MockCuda.Find("cuMemAlloc_v2"))(address, bytes);

    [UnmanagedCallersOnly(EntryPoint = "cuMemFree_v2", CallConvs = [typeof(CallConvCdecl)])]
    private static int MemFree(ulong address) =>
        ((delegate* unmanaged[Cdecl]<ulong, int>)MockCuda.Find("cuMemFree_v2"))(address);

    [UnmanagedCallersOnly(EntryPoint = "cuMemHostAlloc", CallConvs = [typeof(CallConvCdecl)])]
    private static int MemHostAlloc(void** pointer, nuint bytes, uint flags) =>
        ((delegate* unmanaged[Cdecl]<void**, nuint, uint, int>)MockCuda.Find("cuMemHostAlloc"))(pointer, bytes, flags);

    [UnmanagedCallersOnly(EntryPoint = "cuMemFreeHost", CallConvs = [typeof(CallConvCdecl)])]
    private static int MemFreeHost(void* pointer) =>
        ((delegate* unmanaged[Cdecl]<void*, int>)MockCuda.Find("cuMemFreeHost"))(pointer);

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpyHtoDAsync_v2", CallConvs = [typeof(CallConvCdecl)])]
    private static int MemcpyHtoDAsync(ulong target, void* source, nuint bytes, nint stream) =>
        ((delegate* unmanaged[Cdecl]<ulong, void*, nuint, nint, int>)MockCuda.Find("cuMemcpyHtoDAsync_v2"))(target, source, bytes, stream);

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpyDtoHAsync_v2", CallConvs = [typeof(CallConvCdecl)])]
    private static int MemcpyDtoHAsync(void* target, ulong source, nuint bytes, nint stream) =>
        ((delegate* unmanaged[Cdecl]<void*, ulong, nuint, nint, int>)MockCuda.Find("cuMemcpyDtoHAsync_v2"))(target, source, bytes, stream);

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpyDtoDAsync_v2", CallConvs = [typeof(CallConvCdecl)])]
    private static int MemcpyDtoDAsync(ulong target, ulong source, nuint bytes, nint stream) =>
        ((delegate* unmanaged[Cdecl]<ulong, ulong, nuint, nint, int>)MockCuda.Find("cuMemcpyDtoDAsync_v2"))(target, source, bytes, stream);

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpyHtoD_v2", CallConvs = [typeof(CallConvCdecl)])]
    private static int MemcpyHtoD(ulong target, void* source, nuint bytes) =>
        ((delegate* unmanaged[Cdecl]<ulong, void*, nuint, int>)MockCuda.Find("cuMemcpyHtoD_v2"))(target, source, bytes);

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpyDtoH_v2", CallConvs = [typeof(CallConvCdecl)])]
    private static int MemcpyDtoH(void* target, ulong source, nuint bytes) =>
        ((delegate* unmanaged[Cdecl]<void*, ulong, nuint, int>)MockCuda.Find("cuMemcpyDtoH_v2"))(target, source, bytes);

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD8Async", CallConvs = [typeof(CallConvCdecl)])]
    private static int MemsetD8Async(ulong target, byte value, nuint count, nint stream) =>
        ((delegate* unmanaged[Cdecl]<ulong, byte, nuint, nint, int>)MockCuda.Find("cuMemsetD8Async"))(target, value, count, stream);

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD32Async", CallConvs = [typeof(CallConvCdecl)])]
    private static int MemsetD32Async(ulong target, uint value, nuint count, nint stream) =>
        ((delegate* unmanaged[Cdecl]<ulong, uint, nuint, nint, int>)MockCuda.Find("cuMemsetD32Async"))(target, value, count, stream);

    [UnmanagedCallersOnly(EntryPoint = "cuStreamCreate", CallConvs = [typeof(CallConvCdecl)])]
    private static int StreamCreate(nint* stream, uint flags) =>
        ((delegate* unmanaged[Cdecl]<nint*, uint, int>)MockCuda.Find("cuStreamCreate"))(stream, flags);

    [UnmanagedCallersOnly(EntryPoint = "cuStreamDestroy_v2", CallConvs = [typeof(CallConvCdecl)])]
    private static int StreamDestroy(nint stream) =>
        ((delegate* unmanaged[Cdecl]<nint, int>)MockCuda.Find("cuStreamDestroy_v2"))(stream);

    [UnmanagedCallersOnly(EntryPoint = "cuStreamSynchronize", CallConvs = [typeof(CallConvCdecl)])]
    private static int StreamSynchronize(nint stream) =>
        ((delegate* unmanaged[Cdecl]<nint, int>)MockCuda.Find("cuStreamSynchronize"))(stream);

    [UnmanagedCallersOnly(EntryPoint = "cuStreamQuery", CallConvs = [typeof(CallConvCdecl)])]
    private static int StreamQuery(nint stream) =>
        ((delegate* unmanaged[Cdecl]<nint, int>)MockCuda.Find("cuStreamQuery"))(stream);

    [UnmanagedCallersOnly(EntryPoint = "cuStreamWaitEvent", CallConvs = [typeof(CallConvCdecl)])]
    private static int StreamWaitEvent(nint stream, nint handle, uint flags) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, uint, int>)MockCuda.Find("cuStreamWaitEvent"))(stream, handle, flags);

    [UnmanagedCallersOnly(EntryPoint = "cuEventCreate", CallConvs = [typeof(CallConvCdecl)])]
    private static int EventCreate(nint* handle, uint flags) =>
        ((delegate* unmanaged[Cdecl]<nint*, uint, int>)MockCuda.Find("cuEventCreate"))(handle, flags);

    [UnmanagedCallersOnly(EntryPoint = "cuEventRecord", CallConvs = [typeof(CallConvCdecl)])]
    private static int EventRecord(nint handle, nint stream) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, int>)MockCuda.Find("cuEventRecord"))(handle, stream);

    [UnmanagedCallersOnly(EntryPoint = "cuEventSynchronize", CallConvs = [typeof(CallConvCdecl)])]
    private static int EventSynchronize(nint handle) =>
        ((delegate* unmanaged[Cdecl]<nint, int>)MockCuda.Find("cuEventSynchronize"))(handle);

    [UnmanagedCallersOnly(EntryPoint = "cuEventQuery", CallConvs = [typeof(CallConvCdecl)])]
    private static int EventQuery(nint handle) =>
        ((delegate* unmanaged[Cdecl]<nint, int>)MockCuda.Find("cuEventQuery"))(handle);

    [UnmanagedCallersOnly(EntryPoint = "cuEventElapsedTime", CallConvs = [typeof(CallConvCdecl)])]
    private static int EventElapsedTime(float* milliseconds, nint from, nint to) =>
        ((delegate* unmanaged[Cdecl]<float*, nint, nint, int>)MockCuda.Find("cuEventElapsedTime"))(milliseconds, from, to);

    [UnmanagedCallersOnly(EntryPoint = "cuEventElapsedTime_v2", CallConvs = [typeof(CallConvCdecl)])]
    private static int EventElapsedTimeV2(float* milliseconds, nint from, nint to) =>
        ((delegate* unmanaged[Cdecl]<float*, nint, nint, int>)MockCuda.Find("cuEventElapsedTime_v2"))(milliseconds, from, to);

    [UnmanagedCallersOnly(EntryPoint = "cuEventDestroy_v2", CallConvs = [typeof(CallConvCdecl)])]
    private static int EventDestroy(nint handle) =>
        ((delegate* unmanaged[Cdecl]<nint, int>)MockCuda.Find("cuEventDestroy_v2"))(handle);

    [UnmanagedCallersOnly(EntryPoint = "cuStreamBeginCapture_v2", CallConvs = [typeof(CallConvCdecl)])]
    private static int StreamBeginCapture(nint stream, int mode) =>
        ((delegate* unmanaged[Cdecl]<nint, int, int>)MockCuda.Find("cuStreamBeginCapture_v2"))(stream, mode);

    [UnmanagedCallersOnly(EntryPoint = "cuStreamEndCapture", CallConvs = [typeof(CallConvCdecl)])]
    private static int StreamEndCapture(nint stream, nint* graph) =>
        ((delegate* unmanaged[Cdecl]<nint, nint*, int>)MockCuda.Find("cuStreamEndCapture"))(stream, graph);

    [UnmanagedCallersOnly(EntryPoint = "cuGraphInstantiateWithFlags", CallConvs = [typeof(CallConvCdecl)])]
    private static int GraphInstantiateWithFlags(nint* exec, nint graph, ulong flags) =>
        ((delegate* unmanaged[Cdecl]<nint*, nint, ulong, int>)MockCuda.Find("cuGraphInstantiateWithFlags"))(exec, graph, flags);

    [UnmanagedCallersOnly(EntryPoint = "cuGraphUpload", CallConvs = [typeof(CallConvCdecl)])]
    private static int GraphUpload(nint exec, nint stream) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, int>)MockCuda.Find("cuGraphUpload"))(exec, stream);

    [UnmanagedCallersOnly(EntryPoint = "cuGraphLaunch", CallConvs = [typeof(CallConvCdecl)])]
    private static int GraphLaunch(nint exec, nint stream) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, int>)MockCuda.Find("cuGraphLaunch"))(exec, stream);

    [UnmanagedCallersOnly(EntryPoint = "cuGraphExecDestroy", CallConvs = [typeof(CallConvCdecl)])]
    private static int GraphExecDestroy(nint exec) =>
        ((delegate* unmanaged[Cdecl]<nint, int>)MockCuda.Find("cuGraphExecDestroy"))(exec);

    [UnmanagedCallersOnly(EntryPoint = "cuGraphDestroy", CallConvs = [typeof(CallConvCdecl)])]
    private static int GraphDestroy(nint graph) =>
        ((delegate* unmanaged[Cdecl]<nint, int>)MockCuda.Find("cuGraphDestroy"))(graph);

    [UnmanagedCallersOnly(EntryPoint = "cuModuleLoadData", CallConvs = [typeof(CallConvCdecl)])]
    private static int ModuleLoadData(nint* module, byte* image) =>
        ((delegate* unmanaged[Cdecl]<nint*, byte*, int>)MockCuda.Find("cuModuleLoadData"))(module, image);

    [UnmanagedCallersOnly(EntryPoint = "cuModuleLoadDataEx", CallConvs = [typeof(CallConvCdecl)])]
    private static int ModuleLoadDataEx(nint* module, byte* image, uint count, int* options, void** values) =>
        ((delegate* unmanaged[Cdecl]<nint*, byte*, uint, int*, void**, int>)MockCuda.Find("cuModuleLoadDataEx"))(module, image, count, options, values);

    [UnmanagedCallersOnly(EntryPoint = "cuModuleUnload", CallConvs = [typeof(CallConvCdecl)])]
    private static int ModuleUnload(nint module) =>
        ((delegate* unmanaged[Cdecl]<nint, int>)MockCuda.Find("cuModuleUnload"))(module);

    [UnmanagedCallersOnly(EntryPoint = "cuModuleGetFunction", CallConvs = [typeof(CallConvCdecl)])]
    private static int ModuleGetFunction(nint* function, nint module, byte* name) =>
        ((delegate* unmanaged[Cdecl]<nint*, nint, byte*, int>)MockCuda.Find("cuModuleGetFunction"))(function, module, name);

    [UnmanagedCallersOnly(EntryPoint = "cuFuncSetAttribute", CallConvs = [typeof(CallConvCdecl)])]
    private static int FuncSetAttribute(nint function, int attribute, int value) =>
        ((delegate* unmanaged[Cdecl]<nint, int, int, int>)MockCuda.Find("cuFuncSetAttribute"))(function, attribute, value);

    [UnmanagedCallersOnly(EntryPoint = "cuFuncGetAttribute", CallConvs = [typeof(CallConvCdecl)])]
    private static int FuncGetAttribute(int* value, int attribute, nint function) =>
        ((delegate* unmanaged[Cdecl]<int*, int, nint, int>)MockCuda.Find("cuFuncGetAttribute"))(value, attribute, function);

    [UnmanagedCallersOnly(EntryPoint = "cuOccupancyMaxActiveBlocksPerMultiprocessor", CallConvs = [typeof(CallConvCdecl)])]
    private static int OccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, nint function, int threads, nuint dynamicShared) =>
        ((delegate* unmanaged[Cdecl]<int*, nint, int, nuint, int>)MockCuda.Find("cuOccupancyMaxActiveBlocksPerMultiprocessor"))(blocks, function, threads, dynamicShared);

    [UnmanagedCallersOnly(EntryPoint = "cuLaunchKernel", CallConvs = [typeof(CallConvCdecl)])]
    private static int LaunchKernel(nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ, uint dynamicShared, nint stream, void** parameters, void** extra) =>
        ((delegate* unmanaged[Cdecl]<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int>)MockCuda.Find("cuLaunchKernel"))(function, gridX, gridY, gridZ, blockX, blockY, blockZ, dynamicShared, stream, parameters, extra);

    [UnmanagedCallersOnly(EntryPoint = "cuLinkCreate_v2", CallConvs = [typeof(CallConvCdecl)])]
    private static int LinkCreate(uint count, int* options, void** values, nint* link) =>
        ((delegate* unmanaged[Cdecl]<uint, int*, void**, nint*, int>)MockCuda.Find("cuLinkCreate_v2"))(count, options, values, link);

    [UnmanagedCallersOnly(EntryPoint = "cuLinkAddData_v2", CallConvs = [typeof(CallConvCdecl)])]
    private static int LinkAddData(nint link, int type, byte* data, nuint bytes, byte* name, uint count, int* options, void** values) =>
        ((delegate* unmanaged[Cdecl]<nint, int, byte*, nuint, byte*, uint, int*, void**, int>)MockCuda.Find("cuLinkAddData_v2"))(link, type, data, bytes, name, count, options, values);

    [UnmanagedCallersOnly(EntryPoint = "cuLinkComplete", CallConvs = [typeof(CallConvCdecl)])]
    private static int LinkComplete(nint link, void** image, nuint* bytes) =>
        ((delegate* unmanaged[Cdecl]<nint, void**, nuint*, int>)MockCuda.Find("cuLinkComplete"))(link, image, bytes);

    [UnmanagedCallersOnly(EntryPoint = "cuLinkDestroy", CallConvs = [typeof(CallConvCdecl)])]
    private static int LinkDestroy(nint link) =>
        ((delegate* unmanaged[Cdecl]<nint, int>)MockCuda.Find("cuLinkDestroy"))(link);
}
