using System.Text;

namespace ConvGen.Tests.Ptx;

/// <summary>Calls the mock driver as a program would: every entry point by its name, through its address.</summary>
internal static unsafe class Cuda
{
    /// <summary>Starts afresh, with a context that is current on this thread.</summary>
    public static void Start()
    {
        MockCuda.Reset();
        Ok(Init());
        int device;
        Ok(((delegate* unmanaged[Cdecl]<int*, int, int>)Entry("cuDeviceGet"))(&device, 0));
        MakeCurrent();
    }

    public static int Init() => ((delegate* unmanaged[Cdecl]<uint, int>)Entry("cuInit"))(0);

    public static void MakeCurrent()
    {
        nint context;
        Ok(((delegate* unmanaged[Cdecl]<nint*, int, int>)Entry("cuDevicePrimaryCtxRetain"))(&context, 0));
        Ok(((delegate* unmanaged[Cdecl]<nint, int>)Entry("cuCtxSetCurrent"))(context));
    }

    public static int Synchronize() => ((delegate* unmanaged[Cdecl]<int>)Entry("cuCtxSynchronize"))();

    public static int Allocate(out ulong address, int bytes)
    {
        ulong result = 0;
        var code = ((delegate* unmanaged[Cdecl]<ulong*, nuint, int>)Entry("cuMemAlloc_v2"))(&result, (nuint)bytes);
        address = result;
        return code;
    }

    public static ulong Allocate(int bytes)
    {
        Ok(Allocate(out var address, bytes));
        return address;
    }

    public static int Free(ulong address) => ((delegate* unmanaged[Cdecl]<ulong, int>)Entry("cuMemFree_v2"))(address);

    public static float* HostAllocate(int floats)
    {
        void* pointer;
        Ok(((delegate* unmanaged[Cdecl]<void**, nuint, uint, int>)Entry("cuMemHostAlloc"))(&pointer, (nuint)(4 * floats), 0));
        return (float*)pointer;
    }

    public static int HostFree(float* pointer) => ((delegate* unmanaged[Cdecl]<void*, int>)Entry("cuMemFreeHost"))(pointer);

    public static int UploadAsync(ulong target, void* source, int bytes, nint stream) =>
        ((delegate* unmanaged[Cdecl]<ulong, void*, nuint, nint, int>)Entry("cuMemcpyHtoDAsync_v2"))(target, source, (nuint)bytes, stream);

    public static int DownloadAsync(void* target, ulong source, int bytes, nint stream) =>
        ((delegate* unmanaged[Cdecl]<void*, ulong, nuint, nint, int>)Entry("cuMemcpyDtoHAsync_v2"))(target, source, (nuint)bytes, stream);

    public static void Upload(ulong target, float[] values)
    {
        fixed (float* source = values)
            Ok(((delegate* unmanaged[Cdecl]<ulong, void*, nuint, int>)Entry("cuMemcpyHtoD_v2"))(target, source, (nuint)(4 * values.Length)));
    }

    public static float[] Download(ulong source, int count)
    {
        var values = new float[count];
        fixed (float* target = values)
            Ok(((delegate* unmanaged[Cdecl]<void*, ulong, nuint, int>)Entry("cuMemcpyDtoH_v2"))(target, source, (nuint)(4 * count)));
        return values;
    }

    public static int Fill(ulong target, uint value, int count, nint stream) => ((delegate* unmanaged[Cdecl]<ulong, uint, nuint, nint, int>)Entry("cuMemsetD32Async"))(target, value, (nuint)count, stream);

    public static nint Stream(uint flags = 1)
    {
        nint stream;
        Ok(((delegate* unmanaged[Cdecl]<nint*, uint, int>)Entry("cuStreamCreate"))(&stream, flags));
        return stream;
    }

    /// <summary>Calls an entry point that takes one handle.</summary>
    public static int With(string name, nint handle) => ((delegate* unmanaged[Cdecl]<nint, int>)Entry(name))(handle);

    /// <summary>Calls an entry point that takes two handles.</summary>
    public static int With(string name, nint first, nint second) => ((delegate* unmanaged[Cdecl]<nint, nint, int>)Entry(name))(first, second);

    public static nint Event(uint flags = 0)
    {
        nint handle;
        Ok(((delegate* unmanaged[Cdecl]<nint*, uint, int>)Entry("cuEventCreate"))(&handle, flags));
        return handle;
    }

    public static int Elapsed(string name, nint from, nint to, out float milliseconds)
    {
        var time = float.NaN;
        var result = ((delegate* unmanaged[Cdecl]<float*, nint, nint, int>)Entry(name))(&time, from, to);
        milliseconds = time;
        return result;
    }

    public static int WaitEvent(nint stream, nint handle) => ((delegate* unmanaged[Cdecl]<nint, nint, uint, int>)Entry("cuStreamWaitEvent"))(stream, handle, 0);

    public static int Load(string ptx, out nint module, out string log)
    {
        var text = Encoding.UTF8.GetBytes(ptx + "\0");
        var buffer = new byte[4096];
        nint result = 0;
        int code;
        fixed (byte* image = text, log8 = buffer)
        {
            var options = stackalloc int[2] { 5, 6 };
            var values = stackalloc void*[2] { log8, (void*)buffer.Length };
            code = ((delegate* unmanaged[Cdecl]<nint*, byte*, uint, int*, void**, int>)Entry("cuModuleLoadDataEx"))(&result, image, 2, options, values);
        }

        (module, log) = (result, Encoding.UTF8.GetString(buffer).TrimEnd('\0'));
        return code;
    }

    public static int Function(nint module, string name, out nint function)
    {
        nint result = 0;
        int code;
        fixed (byte* text = Encoding.UTF8.GetBytes(name + "\0"))
            code = ((delegate* unmanaged[Cdecl]<nint*, nint, byte*, int>)Entry("cuModuleGetFunction"))(&result, module, text);
        function = result;
        return code;
    }

    /// <summary>The function "k" of a text.</summary>
    public static nint Kernel(string ptx)
    {
        Assert.True(Load(ptx, out var module, out var log) == 0, log);
        Ok(Function(module, "k", out var function));
        return function;
    }

    public static int Launch(nint function, int blocks, int threads, nint stream, params ulong[] parameters) => Launch(function, blocks, threads, 0, stream, parameters);

    public static int Launch(nint function, int blocks, int threads, int shared, nint stream, params ulong[] parameters)
    {
        fixed (ulong* values = parameters)
        {
            var pointers = stackalloc void*[parameters.Length + 1];
            for (var i = 0; i < parameters.Length; i++)
                pointers[i] = values + i;
            return ((delegate* unmanaged[Cdecl]<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int>)Entry("cuLaunchKernel"))(
                function, (uint)blocks, 1, 1, (uint)threads, 1, 1, (uint)shared, stream, pointers, null);
        }
    }

    public static int BeginCapture(nint stream, int mode = 0) => ((delegate* unmanaged[Cdecl]<nint, int, int>)Entry("cuStreamBeginCapture_v2"))(stream, mode);

    public static int EndCapture(nint stream, out nint graph)
    {
        nint result = 0;
        var code = ((delegate* unmanaged[Cdecl]<nint, nint*, int>)Entry("cuStreamEndCapture"))(stream, &result);
        graph = result;
        return code;
    }

    public static nint Instantiate(nint graph)
    {
        nint exec;
        Ok(((delegate* unmanaged[Cdecl]<nint*, nint, ulong, int>)Entry("cuGraphInstantiateWithFlags"))(&exec, graph, 0));
        return exec;
    }

    public static void Ok(int code) => Assert.True(code == 0, $"{CudaError.Name(code)}: {string.Join('\n', MockCuda.Findings)}");

    private static nint Entry(string name)
    {
        var entry = MockCuda.Find(name);
        Assert.True(entry != 0, name);
        return entry;
    }
}
