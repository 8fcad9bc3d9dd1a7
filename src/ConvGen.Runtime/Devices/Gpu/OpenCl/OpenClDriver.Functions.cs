namespace ConvGen;

/// <summary>
/// The table of <see cref="OpenClDriver"/>: OpenCL 1.2, which every driver has. The calling convention is the system's, as OpenCL's header has it. Handles (cl_mem and so on)
/// are nint.
/// </summary>
internal sealed unsafe partial class OpenClDriver
{
    // These return the result.
    public readonly delegate* unmanaged<uint, nint*, uint*, int> GetPlatformIds; // room, platforms, count
    public readonly delegate* unmanaged<nint, uint, nuint, void*, nuint*, int> GetPlatformInfo; // platform, question, room, answer, its bytes
    public readonly delegate* unmanaged<nint, ulong, uint, nint*, uint*, int> GetDeviceIds; // platform, kinds, room, devices, count
    public readonly delegate* unmanaged<nint, uint, nuint, void*, nuint*, int> GetDeviceInfo; // device, question, room, answer, its bytes
    public readonly delegate* unmanaged<nint, int> ReleaseContext;
    public readonly delegate* unmanaged<nint, int> ReleaseQueue;
    public readonly delegate* unmanaged<nint, int> ReleaseMemory;
    public readonly delegate* unmanaged<nint, int> ReleaseProgram;
    public readonly delegate* unmanaged<nint, int> ReleaseKernel;
    public readonly delegate* unmanaged<nint, uint, nint*, byte*, void*, void*, int> BuildProgram; // program, count of devices, devices, options, callback, its data
    public readonly delegate* unmanaged<nint, nint, uint, nuint, void*, nuint*, int> GetBuildInfo; // program, device, question, room, answer, its bytes
    public readonly delegate* unmanaged<nint, uint, nuint, void*, int> SetKernelArgument; // kernel, number, bytes, value
    public readonly delegate* unmanaged<nint, nint, uint, nuint, void*, nuint*, int> GetKernelWorkGroupInfo; // kernel, device, question, room, answer, its bytes
    public readonly delegate* unmanaged<nint, nint, uint, nuint*, nuint*, nuint*, uint, nint*, nint*, int> EnqueueKernel; // queue, kernel, dimensions, offsets, items, items of a group, count of events, events, event
    public readonly delegate* unmanaged<nint, nint, uint, nuint, nuint, void*, uint, nint*, nint*, int> EnqueueRead; // queue, buffer, whether to wait, offset, bytes, target, events
    public readonly delegate* unmanaged<nint, nint, uint, nuint, nuint, void*, uint, nint*, nint*, int> EnqueueWrite; // queue, buffer, whether to wait, offset, bytes, source, events
    public readonly delegate* unmanaged<nint, nint, void*, nuint, nuint, nuint, uint, nint*, nint*, int> EnqueueFill; // queue, buffer, pattern, its bytes, offset, bytes, events
    public readonly delegate* unmanaged<nint, int> Finish; // queue

    // Null where the library has none: then times are the host's.
    public readonly delegate* unmanaged<nint, uint, nuint, void*, nuint*, int> GetEventProfilingInfo; // event, question, room, answer, its bytes
    public readonly delegate* unmanaged<nint, int> ReleaseEvent;

    // These return a handle.
    public readonly delegate* unmanaged<nint*, uint, nint*, void*, void*, int*, nint> CreateContext; // properties, count of devices, devices, callback, its data, result
    public readonly delegate* unmanaged<nint, nint, ulong, int*, nint> CreateQueue; // context, device, properties, result
    public readonly delegate* unmanaged<nint, ulong, nuint, void*, int*, nint> CreateBuffer; // context, flags, bytes, memory, result
    public readonly delegate* unmanaged<nint, uint, byte**, nuint*, int*, nint> CreateProgram; // context, count of texts, texts, their bytes, result
    public readonly delegate* unmanaged<nint, byte*, int*, nint> CreateKernel; // program, name, result

    private OpenClDriver(Func<string, nint> find)
    {
        GetPlatformIds = (delegate* unmanaged<uint, nint*, uint*, int>)Required("clGetPlatformIDs");
        GetPlatformInfo = (delegate* unmanaged<nint, uint, nuint, void*, nuint*, int>)Required("clGetPlatformInfo");
        GetDeviceIds = (delegate* unmanaged<nint, ulong, uint, nint*, uint*, int>)Required("clGetDeviceIDs");
        GetDeviceInfo = (delegate* unmanaged<nint, uint, nuint, void*, nuint*, int>)Required("clGetDeviceInfo");
        ReleaseContext = (delegate* unmanaged<nint, int>)Required("clReleaseContext");
        ReleaseQueue = (delegate* unmanaged<nint, int>)Required("clReleaseCommandQueue");
        ReleaseMemory = (delegate* unmanaged<nint, int>)Required("clReleaseMemObject");
        ReleaseProgram = (delegate* unmanaged<nint, int>)Required("clReleaseProgram");
        ReleaseKernel = (delegate* unmanaged<nint, int>)Required("clReleaseKernel");
        BuildProgram = (delegate* unmanaged<nint, uint, nint*, byte*, void*, void*, int>)Required("clBuildProgram");
        GetBuildInfo = (delegate* unmanaged<nint, nint, uint, nuint, void*, nuint*, int>)Required("clGetProgramBuildInfo");
        SetKernelArgument = (delegate* unmanaged<nint, uint, nuint, void*, int>)Required("clSetKernelArg");
        GetKernelWorkGroupInfo = (delegate* unmanaged<nint, nint, uint, nuint, void*, nuint*, int>)Required("clGetKernelWorkGroupInfo");
        EnqueueKernel = (delegate* unmanaged<nint, nint, uint, nuint*, nuint*, nuint*, uint, nint*, nint*, int>)Required("clEnqueueNDRangeKernel");
        EnqueueRead = (delegate* unmanaged<nint, nint, uint, nuint, nuint, void*, uint, nint*, nint*, int>)Required("clEnqueueReadBuffer");
        EnqueueWrite = (delegate* unmanaged<nint, nint, uint, nuint, nuint, void*, uint, nint*, nint*, int>)Required("clEnqueueWriteBuffer");
        EnqueueFill = (delegate* unmanaged<nint, nint, void*, nuint, nuint, nuint, uint, nint*, nint*, int>)Required("clEnqueueFillBuffer");
        Finish = (delegate* unmanaged<nint, int>)Required("clFinish");
        GetEventProfilingInfo = (delegate* unmanaged<nint, uint, nuint, void*, nuint*, int>)find("clGetEventProfilingInfo");
        ReleaseEvent = (delegate* unmanaged<nint, int>)find("clReleaseEvent");

        CreateContext = (delegate* unmanaged<nint*, uint, nint*, void*, void*, int*, nint>)Required("clCreateContext");
        CreateQueue = (delegate* unmanaged<nint, nint, ulong, int*, nint>)Required("clCreateCommandQueue");
        CreateBuffer = (delegate* unmanaged<nint, ulong, nuint, void*, int*, nint>)Required("clCreateBuffer");
        CreateProgram = (delegate* unmanaged<nint, uint, byte**, nuint*, int*, nint>)Required("clCreateProgramWithSource");
        CreateKernel = (delegate* unmanaged<nint, byte*, int*, nint>)Required("clCreateKernel");

        nint Required(string name)
        {
            var address = find(name);
            if (address == 0)
                _missing.Add(name);
            return address;
        }
    }
}
