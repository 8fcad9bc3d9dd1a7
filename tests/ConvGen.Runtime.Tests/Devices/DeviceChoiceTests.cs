using ConvGen.Tests.Weights;

namespace ConvGen.Tests.Devices;

/// <summary>What runs where something else was asked for, and what is said about it.</summary>
[Collection(SerialTests.Name)]
public sealed class DeviceChoiceTests : IDisposable
{
    private const string Nothing = "the NVIDIA driver lacks cuInit, cuDriverGetVersion and 28 more; it is too old or not whole";

    private readonly CudaMock _cuda = new();
    private readonly OpenClMock _openCl = new();
    private readonly List<IDisposable> _settings = [];

    public void Dispose()
    {
        _settings.ForEach(setting => setting.Dispose());
        _openCl.Dispose();
        _cuda.Dispose();
    }

    [Fact]
    public void The_processor_needs_no_device_and_no_driver()
    {
        Check(Device.Cpu, Device.Cpu, null);
        Check(default, Device.Cpu, null);
        Assert.Empty(_cuda.Calls);
    }

    [Fact]
    public void What_is_asked_for_runs_where_it_can()
    {
        _cuda.Devices.Add(("Second GPU", 90));
        _openCl.Platforms.Add([new("an integrated GPU"), new("a processor", 2)]);
        Check(Device.Cuda(0), Device.Cuda(0), null);
        Check(Device.Cuda(1), Device.Cuda(1), null);
        Check(Device.OpenCL(0), Device.OpenCL(0), null);
        Check(Device.OpenCL(1), Device.OpenCL(1), null);
        Check(Device.Auto, Device.Cuda(0), null);
    }

    [Fact]
    public void Without_any_driver_everything_runs_on_the_processor()
    {
        var (cuda, openCl) = WithoutLibraries();
        Check(Device.Auto, Device.Cpu, null);
        Check(Device.Cuda(0), Device.Cpu, $"cuda:0 is not available (no NVIDIA driver: {cuda}); running on the processor.");
        Check(Device.OpenCL(3), Device.Cpu, $"opencl:3 is not available (no OpenCL: {openCl}); running on the processor.");
        Assert.Equal([Device.Cpu], Device.All);
        Assert.Equal($"no NVIDIA driver: {cuda}", Device.Cuda(2).Description);
        Assert.Equal("processor", Device.Auto.Description);
    }

    [Fact]
    public void A_library_that_is_no_driver_is_told_also_unasked()
    {
        CudaDriver.Override(_ => 0);
        Check(Device.Cuda(0), Device.Cpu, $"cuda:0 is not available ({Nothing}); running on the processor.");
        Check(Device.Auto, Device.Cpu, $"CUDA is not available ({Nothing}); running on the processor.");
        _openCl.Platforms.Add([new("an integrated GPU")]);
        _openCl.Install();
        Check(Device.Auto, Device.OpenCL(0), $"CUDA is not available ({Nothing}); running on opencl:0 (an integrated GPU).");
    }

    [Fact]
    public void An_entry_point_that_is_missing_is_named()
    {
        _cuda.Missing.Add("cuEventRecord");
        _openCl.Missing.Add("clEnqueueFillBuffer");
        _openCl.Missing.Add("clFinish");
        Check(Device.Cuda(0), Device.Cpu, "cuda:0 is not available (the NVIDIA driver lacks cuEventRecord; it is too old or not whole); running on the processor.");
        Check(Device.OpenCL(0), Device.Cpu, "opencl:0 is not available (the OpenCL library lacks clEnqueueFillBuffer and clFinish; it is too old or not whole); running on the processor.");
        CudaDriver.Override(null);
        WithoutLibraries();
        OpenClDriver.Override(_ => 0);
        Check(Device.Auto, Device.Cpu, "OpenCL is not available (the OpenCL library lacks clGetPlatformIDs, clGetPlatformInfo and 21 more; it is too old or not whole); running on the processor.");
    }

    [Fact]
    public void A_driver_without_devices_is_told_only_where_it_was_asked_for()
    {
        _cuda.Devices.Clear();
        Check(Device.Auto, Device.Cpu, null);
        Check(Device.Cuda(0), Device.Cpu, "cuda:0 is not available (the NVIDIA driver finds no device); running on the processor.");
        _cuda.Failing["cuInit"] = 100;
        _cuda.Install();
        Check(Device.Auto, Device.Cpu, null);
        Check(Device.Cuda(0), Device.Cpu, "cuda:0 is not available (the NVIDIA driver finds no device); running on the processor.");
        Check(Device.OpenCL(0), Device.Cpu, "opencl:0 is not available (no OpenCL driver has a device); running on the processor.");
    }

    [Fact]
    public void A_driver_that_does_not_start_is_told()
    {
        _cuda.Failing["cuInit"] = 803;
        const string Why = "the NVIDIA driver does not work: cuInit failed: CUDA_ERROR_SYSTEM_DRIVER_MISMATCH (803), text of 803";
        Check(Device.Cuda(0), Device.Cpu, $"cuda:0 is not available ({Why}); running on the processor.");
        Check(Device.Auto, Device.Cpu, $"CUDA is not available ({Why}); running on the processor.");
    }

    [Fact]
    public void A_device_or_a_driver_that_is_too_old_is_told()
    {
        _cuda.Devices[0] = ("GTX 1080", 61);
        Check(Device.Auto, Device.Cpu, "CUDA is not available (GTX 1080 has compute capability 6.1; 7.5 or later is needed); running on the processor.");
        Check(Device.Cuda(0), Device.Cpu, "cuda:0 is not available (GTX 1080 has compute capability 6.1; 7.5 or later is needed); running on the processor.");
        _cuda.Devices.Add(("RTX 2080", 75));
        _cuda.Install();
        Check(Device.Auto, Device.Cuda(1), null);
        Check(Device.Cuda(0), Device.Cuda(1), "cuda:0 is not available (GTX 1080 has compute capability 6.1; 7.5 or later is needed); running on cuda:1 (RTX 2080).");
        _cuda.DriverVersion = 9_020;
        _cuda.Install();
        Check(Device.Cuda(1), Device.Cpu, "cuda:1 is not available (the NVIDIA driver is of CUDA 9.2; 10.0 or later is needed); running on the processor.");
    }

    [Fact]
    public void A_number_that_is_not_there_gives_the_next_best()
    {
        Check(Device.Cuda(3), Device.Cuda(0), "cuda:3 is not available (the only one is cuda:0, Mock GPU); running on cuda:0 (Mock GPU).");
        Check(Device.OpenCL(0), Device.Cuda(0), "opencl:0 is not available (no OpenCL driver has a device); running on cuda:0 (Mock GPU).");
    }

    [Fact]
    public void OpenCL_runs_unasked_only_on_graphics_processors_of_other_makers()
    {
        _cuda.Devices.Clear();
        _openCl.Platforms.Add([new("GTX") { VendorId = 0x10DE }, new("RTX") { Vendor = "NVIDIA Corporation" }, new("FPGA", 8), new("a processor", 2)]);
        Check(Device.Auto, Device.Cpu, null);
        Check(Device.OpenCL(0), Device.OpenCL(0), null);
        _openCl.Platforms.Add([new("broken") { HasCompiler = false }, new("Radeon")]);
        _openCl.Install();
        Check(Device.Auto, Device.OpenCL(3), null);
        Assert.Equal("opencl:3 (Radeon)", Device.Auto.Description);
        Check(Device.Cuda(0), Device.OpenCL(3), "cuda:0 is not available (the NVIDIA driver finds no device); running on opencl:3 (Radeon).");
    }

    [Fact]
    public void A_device_that_cannot_be_made_ready_gives_the_next_best()
    {
        _openCl.Platforms.Add([new("Radeon")]);
        _cuda.Failing["cuDevicePrimaryCtxRetain"] = 2;
        const string Why = "cuDevicePrimaryCtxRetain failed: CUDA_ERROR_OUT_OF_MEMORY (2), text of 2";
        Check(Device.Auto, Device.OpenCL(0), $"cuda:0 is not available ({Why}); running on opencl:0 (Radeon).");
        _cuda.Calls.Clear();
        Check(Device.Cuda(0), Device.OpenCL(0), $"cuda:0 is not available ({Why}); running on opencl:0 (Radeon).");
        Assert.Single(_cuda.Calls, "cuDevicePrimaryCtxRetain"); // not tried twice
        _openCl.Results = (-6, 0);
        Check(Device.OpenCL(0), Device.Cpu, "opencl:0 is not available (clCreateContext failed: CL_OUT_OF_HOST_MEMORY (-6)); running on the processor.");
        Assert.Equal(0, _openCl.Alive);
    }

    [Theory]
    [InlineData("cpu", "cpu", null)]
    [InlineData("cuda", "cuda:0", null)]
    [InlineData("CUDA:1", "cuda:0", "CONVGEN_DEVICE asks for cuda:1, which is not available (the only one is cuda:0, Mock GPU); running on cuda:0 (Mock GPU).")]
    [InlineData("opencl:1", "opencl:1", null)]
    [InlineData("auto", "cuda:0", null)]
    [InlineData("", "cuda:0", null)]
    [InlineData("gpu", "cuda:0", "CONVGEN_DEVICE is 'gpu', which is no device (auto, cpu, cuda:0 and opencl:0 are); running on cuda:0 (Mock GPU).")]
    public void The_environment_says_what_Auto_means(string value, string actual, string? note)
    {
        using var setting = new EnvironmentSetting(DeviceChoice.Variable, value);
        _openCl.Platforms.Add([new("Radeon"), new("a processor", 2)]);
        Check(Device.Auto, Device.Parse(actual), note);
        Check(Device.Cpu, Device.Cpu, null);
        Check(Device.OpenCL(0), Device.OpenCL(0), null);
        var meant = Device.Parse(actual);
        Assert.Equal(meant == Device.Cpu ? "processor" : $"{meant} ({meant.Description})", Device.Auto.Description);
    }

    [Fact]
    public void A_file_that_is_no_library_is_no_driver()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("libcuda.so"), "not a library");
        CudaDriver.Override(null);
        _settings.Add(new EnvironmentSetting(CudaDriver.LibraryVariable, folder.File("libcuda.so")));
        Assert.Equal($"no NVIDIA driver: CONVGEN_CUDA_LIBRARY names '{folder.File("libcuda.so")}', which could not be loaded", Device.Cuda().WhyNot);
    }

    [Fact]
    public void A_library_that_is_another_one_lacks_everything()
    {
        // The C library is there on every system that has one, and has no entry point of either.
        if (!OperatingSystem.IsLinux())
            return;
        CudaDriver.Override(null);
        OpenClDriver.Override(null);
        _settings.Add(new EnvironmentSetting(CudaDriver.LibraryVariable, "libc.so.6"));
        _settings.Add(new EnvironmentSetting(OpenClDriver.LibraryVariable, "libc.so.6"));
        Assert.Equal(Nothing, Device.Cuda().WhyNot);
        Assert.StartsWith("the OpenCL library lacks clGetPlatformIDs, clGetPlatformInfo and 21 more", Device.OpenCL().WhyNot, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_driver_said_is_remembered_until_another_one_comes_and_by_all_threads()
    {
        Parallel.For(0, 16, _ => Assert.Null(Device.Cuda().WhyNot));
        Assert.Single(_cuda.Calls, "cuInit");
        _cuda.Devices.Clear();
        Assert.True(Device.Cuda().IsAvailable);
        _cuda.Install();
        Assert.False(Device.Cuda().IsAvailable);
        Parallel.For(0, 200, i =>
        {
            if (i % 3 == 0)
                _cuda.Install();
            Assert.Equal("the NVIDIA driver finds no device", Device.Cuda().WhyNot);
        });
    }

    [Fact]
    public void What_a_device_cannot_run_the_next_one_does()
    {
        _openCl.Platforms.Add([new("an integrated GPU")]);
        using (var device = DeviceChoice.Open(Device.Auto, device => device is CudaDevice ? throw new GpuException("too many\nregisters.") : device, out var actual, out var note))
        {
            Assert.Equal(Device.OpenCL(0), device!.Device);
            Assert.Equal((Device.OpenCL(0), "cuda:0 cannot run it (too many registers); running on opencl:0 (an integrated GPU)."), (actual, note));
        }

        Assert.Null(DeviceChoice.Open<GpuDevice>(Device.Cuda(0), _ => throw new InsufficientMemoryException("no room."), out var processor, out var last));
        Assert.Equal((Device.Cpu, "cuda:0 cannot run it (no room); running on the processor."), (processor, last));
        _cuda.AssertClean();
    }

    private (string Cuda, string OpenCl) WithoutLibraries()
    {
        CudaDriver.Override(null);
        OpenClDriver.Override(null);
        _settings.Add(new EnvironmentSetting(CudaDriver.LibraryVariable, "/nowhere/cuda"));
        _settings.Add(new EnvironmentSetting(OpenClDriver.LibraryVariable, "/nowhere/opencl"));
        return ("CONVGEN_CUDA_LIBRARY names '/nowhere/cuda', which could not be loaded", "CONVGEN_OPENCL_LIBRARY names '/nowhere/opencl', which could not be loaded");
    }

    private void Check(Device asked, Device expected, string? expectedNote)
    {
        using var device = DeviceChoice.Open(asked, device => device, out var actual, out var note);
        Assert.Equal((expected, expectedNote), (actual, note));
        Assert.Equal(expected == Device.Cpu, device is null);
        Assert.Equal(expected, device?.Device ?? Device.Cpu);
        Assert.DoesNotContain('\n', note ?? "");
        Assert.Empty(_cuda.Violations);
    }
}
