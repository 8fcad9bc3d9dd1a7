namespace ConvGen;

/// <summary>
/// The table of <see cref="CudaDriver"/>. All return a CUresult. Names carry their version: the header of CUDA maps cuMemAlloc to cuMemAlloc_v2, and the bare name is an interface
/// of 2010. Contexts, streams, events, modules, functions, graphs and addresses are nint; devices are int.
/// </summary>
internal sealed unsafe partial class CudaDriver
{
    // There since CUDA 10.0, on every driver that this takes; parameters behind them.
    public readonly delegate* unmanaged[Cdecl]<uint, int> Init; // flags
    public readonly delegate* unmanaged[Cdecl]<int*, int> DriverGetVersion; // 1000 × major + 10 × minor
    public readonly delegate* unmanaged[Cdecl]<int, byte**, int> GetErrorName;
    public readonly delegate* unmanaged[Cdecl]<int, byte**, int> GetErrorString;
    public readonly delegate* unmanaged[Cdecl]<int*, int> DeviceGetCount;
    public readonly delegate* unmanaged[Cdecl]<int*, int, int> DeviceGet; // device, number
    public readonly delegate* unmanaged[Cdecl]<byte*, int, int, int> DeviceGetName; // name, its bytes, device
    public readonly delegate* unmanaged[Cdecl]<int*, int, int, int> DeviceGetAttribute; // value, attribute, device
    public readonly delegate* unmanaged[Cdecl]<nint*, int, int> PrimaryContextRetain; // context, device
    public readonly delegate* unmanaged[Cdecl]<int, int> PrimaryContextRelease; // device
    public readonly delegate* unmanaged[Cdecl]<nint, int> ContextSetCurrent; // context
    public readonly delegate* unmanaged[Cdecl]<nuint*, nuint*, int> MemoryGetInfo; // free bytes, all bytes
    public readonly delegate* unmanaged[Cdecl]<nint*, nuint, int> MemoryAllocate; // address, bytes
    public readonly delegate* unmanaged[Cdecl]<nint, int> MemoryFree; // address
    public readonly delegate* unmanaged[Cdecl]<void**, nuint, uint, int> HostAllocate; // memory, bytes, flags
    public readonly delegate* unmanaged[Cdecl]<void*, int> HostFree; // memory
    public readonly delegate* unmanaged[Cdecl]<nint, void*, nuint, nint, int> CopyToDevice; // target, source, bytes, stream
    public readonly delegate* unmanaged[Cdecl]<void*, nint, nuint, nint, int> CopyToHost; // target, source, bytes, stream
    public readonly delegate* unmanaged[Cdecl]<nint, uint, nuint, nint, int> Fill; // target, pattern, words, stream
    public readonly delegate* unmanaged[Cdecl]<nint*, uint, int> StreamCreate; // stream, flags
    public readonly delegate* unmanaged[Cdecl]<nint, int> StreamDestroy; // stream
    public readonly delegate* unmanaged[Cdecl]<nint, int> StreamSynchronize; // stream
    public readonly delegate* unmanaged[Cdecl]<nint*, uint, int> EventCreate; // event, flags
    public readonly delegate* unmanaged[Cdecl]<nint, int> EventDestroy; // event
    public readonly delegate* unmanaged[Cdecl]<nint, nint, int> EventRecord; // event, stream
    public readonly delegate* unmanaged[Cdecl]<nint, int> EventSynchronize; // event
    public readonly delegate* unmanaged[Cdecl]<nint*, void*, uint, int*, void**, int> ModuleLoad; // module, image, count of options, options, values
    public readonly delegate* unmanaged[Cdecl]<nint, int> ModuleUnload; // module
    public readonly delegate* unmanaged[Cdecl]<nint*, nint, byte*, int> ModuleGetFunction; // function, module, name
    public readonly delegate* unmanaged[Cdecl]<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int> LaunchKernel; // function, blocks, threads, bytes of shared memory, stream, parameters, more

    // Null where the driver has none: then nothing is captured, nothing compiled is kept, nothing is asked about kernels, and times are the host's.
    public readonly delegate* unmanaged[Cdecl]<nint, int, int> StreamBeginCapture; // stream, mode
    public readonly delegate* unmanaged[Cdecl]<nint, nint*, int> StreamEndCapture; // stream, graph
    public readonly delegate* unmanaged[Cdecl]<nint*, nint, ulong, int> GraphInstantiate; // executable graph, graph, flags
    public readonly delegate* unmanaged[Cdecl]<nint, nint, int> GraphUpload; // executable graph, stream
    public readonly delegate* unmanaged[Cdecl]<nint, nint, int> GraphLaunch; // executable graph, stream
    public readonly delegate* unmanaged[Cdecl]<nint, int> GraphExecDestroy; // executable graph
    public readonly delegate* unmanaged[Cdecl]<nint, int> GraphDestroy; // graph
    public readonly delegate* unmanaged[Cdecl]<uint, int*, void**, nint*, int> LinkCreate; // count of options, options, values, linker
    public readonly delegate* unmanaged[Cdecl]<nint, int, void*, nuint, byte*, uint, int*, void**, int> LinkAddData; // linker, what it is, data, bytes, name, count of options, options, values
    public readonly delegate* unmanaged[Cdecl]<nint, void**, nuint*, int> LinkComplete; // linker, image (the linker's), bytes
    public readonly delegate* unmanaged[Cdecl]<nint, int> LinkDestroy; // linker
    public readonly delegate* unmanaged[Cdecl]<int*, int, nint, int> FunctionGetAttribute; // value, attribute, function
    public readonly delegate* unmanaged[Cdecl]<float*, nint, nint, int> EventElapsedTime; // milliseconds, from event, to event

    private CudaDriver(Func<string, nint> find)
    {
        Init = (delegate* unmanaged[Cdecl]<uint, int>)Required("cuInit");
        DriverGetVersion = (delegate* unmanaged[Cdecl]<int*, int>)Required("cuDriverGetVersion");
        GetErrorName = (delegate* unmanaged[Cdecl]<int, byte**, int>)Required("cuGetErrorName");
        GetErrorString = (delegate* unmanaged[Cdecl]<int, byte**, int>)Required("cuGetErrorString");
        DeviceGetCount = (delegate* unmanaged[Cdecl]<int*, int>)Required("cuDeviceGetCount");
        DeviceGet = (delegate* unmanaged[Cdecl]<int*, int, int>)Required("cuDeviceGet");
        DeviceGetName = (delegate* unmanaged[Cdecl]<byte*, int, int, int>)Required("cuDeviceGetName");
        DeviceGetAttribute = (delegate* unmanaged[Cdecl]<int*, int, int, int>)Required("cuDeviceGetAttribute");
        PrimaryContextRetain = (delegate* unmanaged[Cdecl]<nint*, int, int>)Required("cuDevicePrimaryCtxRetain");
        PrimaryContextRelease = (delegate* unmanaged[Cdecl]<int, int>)Required("cuDevicePrimaryCtxRelease_v2", "cuDevicePrimaryCtxRelease"); // the second before CUDA 11.0
        ContextSetCurrent = (delegate* unmanaged[Cdecl]<nint, int>)Required("cuCtxSetCurrent");
        MemoryGetInfo = (delegate* unmanaged[Cdecl]<nuint*, nuint*, int>)Required("cuMemGetInfo_v2");
        MemoryAllocate = (delegate* unmanaged[Cdecl]<nint*, nuint, int>)Required("cuMemAlloc_v2");
        MemoryFree = (delegate* unmanaged[Cdecl]<nint, int>)Required("cuMemFree_v2");
        HostAllocate = (delegate* unmanaged[Cdecl]<void**, nuint, uint, int>)Required("cuMemHostAlloc");
        HostFree = (delegate* unmanaged[Cdecl]<void*, int>)Required("cuMemFreeHost");
        CopyToDevice = (delegate* unmanaged[Cdecl]<nint, void*, nuint, nint, int>)Required("cuMemcpyHtoDAsync_v2");
        CopyToHost = (delegate* unmanaged[Cdecl]<void*, nint, nuint, nint, int>)Required("cuMemcpyDtoHAsync_v2");
        Fill = (delegate* unmanaged[Cdecl]<nint, uint, nuint, nint, int>)Required("cuMemsetD32Async");
        StreamCreate = (delegate* unmanaged[Cdecl]<nint*, uint, int>)Required("cuStreamCreate");
        StreamDestroy = (delegate* unmanaged[Cdecl]<nint, int>)Required("cuStreamDestroy_v2");
        StreamSynchronize = (delegate* unmanaged[Cdecl]<nint, int>)Required("cuStreamSynchronize");
        EventCreate = (delegate* unmanaged[Cdecl]<nint*, uint, int>)Required("cuEventCreate");
        EventDestroy = (delegate* unmanaged[Cdecl]<nint, int>)Required("cuEventDestroy_v2");
        EventRecord = (delegate* unmanaged[Cdecl]<nint, nint, int>)Required("cuEventRecord");
        EventSynchronize = (delegate* unmanaged[Cdecl]<nint, int>)Required("cuEventSynchronize");
        ModuleLoad = (delegate* unmanaged[Cdecl]<nint*, void*, uint, int*, void**, int>)Required("cuModuleLoadDataEx");
        ModuleUnload = (delegate* unmanaged[Cdecl]<nint, int>)Required("cuModuleUnload");
        ModuleGetFunction = (delegate* unmanaged[Cdecl]<nint*, nint, byte*, int>)Required("cuModuleGetFunction");
        LaunchKernel = (delegate* unmanaged[Cdecl]<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int>)Required("cuLaunchKernel");

        StreamBeginCapture = (delegate* unmanaged[Cdecl]<nint, int, int>)find("cuStreamBeginCapture_v2");
        StreamEndCapture = (delegate* unmanaged[Cdecl]<nint, nint*, int>)find("cuStreamEndCapture");
        GraphInstantiate = (delegate* unmanaged[Cdecl]<nint*, nint, ulong, int>)find("cuGraphInstantiateWithFlags");
        GraphUpload = (delegate* unmanaged[Cdecl]<nint, nint, int>)find("cuGraphUpload");
        GraphLaunch = (delegate* unmanaged[Cdecl]<nint, nint, int>)find("cuGraphLaunch");
        GraphExecDestroy = (delegate* unmanaged[Cdecl]<nint, int>)find("cuGraphExecDestroy");
        GraphDestroy = (delegate* unmanaged[Cdecl]<nint, int>)find("cuGraphDestroy");
        LinkCreate = (delegate* unmanaged[Cdecl]<uint, int*, void**, nint*, int>)find("cuLinkCreate_v2");
        LinkAddData = (delegate* unmanaged[Cdecl]<nint, int, void*, nuint, byte*, uint, int*, void**, int>)find("cuLinkAddData_v2");
        LinkComplete = (delegate* unmanaged[Cdecl]<nint, void**, nuint*, int>)find("cuLinkComplete");
        LinkDestroy = (delegate* unmanaged[Cdecl]<nint, int>)find("cuLinkDestroy");
        FunctionGetAttribute = (delegate* unmanaged[Cdecl]<int*, int, nint, int>)find("cuFuncGetAttribute");
        var elapsed = find("cuEventElapsedTime_v2"); // since CUDA 12.8
        EventElapsedTime = (delegate* unmanaged[Cdecl]<float*, nint, nint, int>)(elapsed != 0 ? elapsed : find("cuEventElapsedTime"));

        nint Required(string name, string? olderName = null)
        {
            var address = find(name);
            if (address == 0 && olderName is not null)
                address = find(olderName);
            if (address == 0)
                _missing.Add(name);
            return address;
        }
    }
}
