using System.Runtime.InteropServices;
using System.Text;

namespace ConvGen.Tests.Ptx;

[Collection(MockDriverCollection.Name)]
public sealed unsafe class MockModuleTests
{
    [Fact]
    public void A_text_that_is_no_PTX_is_refused_with_a_reason()
    {
        Cuda.Start();
        Assert.Equal(CudaError.InvalidPtx, Cuda.Load(MockCudaTests.AddOne.Replace("add.f32 %f1", "add.f32 %nowhere", StringComparison.Ordinal), out _, out var log));
        Assert.Contains("%nowhere is not declared", log, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_for_newer_drivers_or_devices_is_refused()
    {
        Cuda.Start();
        MockCuda.DriverVersion = 10020;
        Assert.Equal(CudaError.UnsupportedPtxVersion, Cuda.Load(MockCudaTests.AddOne, out _, out _));
        MockCuda.DriverVersion = 12040;
        MockCuda.ComputeCapability = (7, 5);
        Assert.Equal(CudaError.InvalidPtx, Cuda.Load(MockCudaTests.AddOne, out _, out var log));
        Assert.Contains("sm_80", log, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_function_is_not_found()
    {
        Cuda.Start();
        Cuda.Ok(Cuda.Load(MockCudaTests.AddOne, out var module, out _));
        Assert.Equal(CudaError.NotFound, Cuda.Function(module, "nobody", out _));
        Cuda.Ok(Cuda.Function(module, "k", out var function));
        Cuda.Ok(Cuda.With("cuModuleUnload", module));
        Assert.Equal(CudaError.InvalidHandle, Cuda.Launch(function, 1, 32, 0, 0, 0));
    }

    [Theory]
    [InlineData(1, 1025)]
    [InlineData(0, 32)]
    [InlineData(1, 0)]
    public void Launches_have_limits(int blocks, int threads)
    {
        Cuda.Start();
        var (kernel, a) = (Cuda.Kernel(MockCudaTests.AddOne), Cuda.Allocate(128));
        Assert.Equal(CudaError.InvalidValue, Cuda.Launch(kernel, blocks, threads, 0, a, a));
    }

    [Fact]
    public void More_threads_than_maxntid_are_refused()
    {
        Cuda.Start();
        var kernel = Cuda.Kernel(MockCudaTests.AddOne.Replace(")\n{", ")\n.maxntid 64, 1, 1\n{", StringComparison.Ordinal));
        var a = Cuda.Allocate(512);
        Cuda.Ok(Cuda.Launch(kernel, 1, 64, 0, a, a));
        Assert.Equal(CudaError.InvalidValue, Cuda.Launch(kernel, 1, 96, 0, a, a));
    }

    [Fact]
    public void Much_dynamic_shared_memory_must_be_allowed_first()
    {
        Cuda.Start();
        var (kernel, a) = (Cuda.Kernel(MockCudaTests.AddOne), Cuda.Allocate(128));
        Assert.Equal(CudaError.InvalidValue, Cuda.Launch(kernel, 1, 32, 64 * 1024, 0, a, a));
        Cuda.Ok(((delegate* unmanaged[Cdecl]<nint, int, int, int>)MockCuda.Find("cuFuncSetAttribute"))(kernel, 8, 64 * 1024));
        Cuda.Ok(Cuda.Launch(kernel, 1, 32, 64 * 1024, 0, a, a));
        Assert.Equal(CudaError.InvalidValue, ((delegate* unmanaged[Cdecl]<nint, int, int, int>)MockCuda.Find("cuFuncSetAttribute"))(kernel, 8, 512 * 1024));
    }

    [Fact]
    public void A_missing_parameter_is_seen()
    {
        Cuda.Start();
        var (kernel, a) = (Cuda.Kernel(MockCudaTests.AddOne), Cuda.Allocate(128));
        Assert.Equal(CudaError.InvalidValue, Cuda.Launch(kernel, 1, 32, 0, a));
        Assert.Contains("parameter 1 of 2 is missing", Assert.Single(MockCuda.Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_may_come_packed()
    {
        Cuda.Start();
        var (kernel, a) = (Cuda.Kernel(MockCudaTests.AddOne), Cuda.Allocate(128));
        Cuda.Upload(a, new float[32]);
        var packed = stackalloc ulong[2] { a, a };
        nuint size;
        var extra = stackalloc void*[5] { (void*)1, packed, (void*)2, &size, null };
        foreach (var (bytes, expected) in new[] { ((nuint)16, 0), ((nuint)8, CudaError.InvalidValue) })
        {
            size = bytes;
            var launch = (delegate* unmanaged[Cdecl]<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int>)MockCuda.Find("cuLaunchKernel");
            Assert.Equal(expected, launch(kernel, 1, 1, 1, 32, 1, 1, 0, 0, null, extra));
        }

        Assert.Equal(1, Cuda.Download(a, 32)[0]);
    }

    [Fact]
    public void What_is_linked_can_be_kept_and_loaded()
    {
        Cuda.Start();
        nint link;
        Cuda.Ok(((delegate* unmanaged[Cdecl]<uint, int*, void**, nint*, int>)MockCuda.Find("cuLinkCreate_v2"))(0, null, null, &link));
        var text = Encoding.UTF8.GetBytes(MockCudaTests.AddOne + "\0");
        fixed (byte* data = text)
            Cuda.Ok(((delegate* unmanaged[Cdecl]<nint, int, byte*, nuint, byte*, uint, int*, void**, int>)MockCuda.Find("cuLinkAddData_v2"))(link, 1, data, (nuint)text.Length, null, 0, null, null));
        void* image;
        nuint bytes;
        Cuda.Ok(((delegate* unmanaged[Cdecl]<nint, void**, nuint*, int>)MockCuda.Find("cuLinkComplete"))(link, &image, &bytes));
        var kept = new ReadOnlySpan<byte>(image, (int)bytes).ToArray();
        Cuda.Ok(Cuda.With("cuLinkDestroy", link));
        nint module;
        fixed (byte* data = kept)
            Cuda.Ok(((delegate* unmanaged[Cdecl]<nint*, byte*, int>)MockCuda.Find("cuModuleLoadData"))(&module, data));
        Cuda.Ok(Cuda.Function(module, "k", out _));
        Assert.Equal(["1 modules", "1 contexts"], MockCuda.Leaks);
    }

    [Fact]
    public void The_device_says_what_it_is()
    {
        Cuda.Start();
        var name = stackalloc byte[64];
        Cuda.Ok(((delegate* unmanaged[Cdecl]<byte*, int, int, int>)MockCuda.Find("cuDeviceGetName"))(name, 64, 0));
        Assert.Equal("Mock GPU (PTX emulator)", Marshal.PtrToStringUTF8((nint)name));
        int value;
        Cuda.Ok(((delegate* unmanaged[Cdecl]<int*, int, int, int>)MockCuda.Find("cuDeviceGetAttribute"))(&value, 75, 0));
        Assert.Equal(8, value);
        nint error;
        Cuda.Ok(((delegate* unmanaged[Cdecl]<int, nint*, int>)MockCuda.Find("cuGetErrorName"))(700, &error));
        Assert.Equal("CUDA_ERROR_ILLEGAL_ADDRESS", Marshal.PtrToStringUTF8(error));
    }

    [Fact]
    public void A_text_that_is_not_found_valid_is_refused()
    {
        Cuda.Start();
        Assert.Equal(CudaError.InvalidPtx, Cuda.Load(MockCudaTests.AddOne.Replace("add.f32 %f1, %f0", "add.f32 %f1, %rd0", StringComparison.Ordinal), out _, out _));
    }
}
