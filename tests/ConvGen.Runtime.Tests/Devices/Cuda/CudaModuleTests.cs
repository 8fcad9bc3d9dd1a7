using System.Text;

namespace ConvGen.Tests.Devices;

/// <summary>What a CUDA device takes of kernels, and what it says of those that it does not take.</summary>
[Collection(SerialTests.Name)]
public sealed class CudaModuleTests : IDisposable
{
    private readonly CudaMock _mock = new();

    public void Dispose() => _mock.Dispose();

    [Fact]
    public void Kernels_come_in_the_order_in_which_they_are_asked_for()
    {
        using var device = _mock.Open();
        var kernels = device.Load(CudaMock.Ptx(("a", 1), ("b", 2), ("c", 0)), [("c", 32), ("a", 64)]);
        Assert.Equal([32, 64], kernels.Select(kernel => kernel.Threads));
        foreach (var kernel in kernels)
            device.Launch(kernel, new GpuGrid(1, 1, 1), kernel.Threads == 64 ? new GpuPlace[1] : [], 5);
        device.Synchronize();
        Assert.Equal(["c 5", "a 5"], _mock.Ran);
    }

    [Fact]
    public void A_text_that_the_driver_refuses_is_told_with_the_first_lines_of_its_log()
    {
        using var device = _mock.Open();
        _mock.Failing["cuModuleLoadDataEx"] = 218;
        _mock.Log = "ptxas application ptx input, line 5; error : Unknown symbol 'ü'\n\n" + string.Join('\n', Enumerable.Range(2, 13));
        var message = Assert.Throws<GpuException>(() => device.Load(CudaMock.Ptx(("k", 1)), [("k", 32)])).Message;
        Assert.StartsWith(
            "cuModuleLoadDataEx failed: CUDA_ERROR_INVALID_PTX (218), text of 218.\nptxas application ptx input, line 5; error : Unknown symbol 'ü'\n2\n3\n",
            message,
            StringComparison.Ordinal);
        Assert.EndsWith("\n12\n(2 more lines)", message, StringComparison.Ordinal);
        _mock.Log = "";
        Assert.Equal("cuModuleLoadDataEx failed: CUDA_ERROR_INVALID_PTX (218), text of 218.", Assert.Throws<GpuException>(() => device.Load(CudaMock.Ptx(("k", 1)), [("k", 32)])).Message);
    }

    [Fact]
    public void A_log_longer_than_its_room_is_cut()
    {
        using var device = _mock.Open();
        _mock.Failing["cuModuleLoadDataEx"] = 218;
        _mock.Log = new string('x', 5000);
        Assert.Contains("xxx", Assert.Throws<GpuException>(() => device.Load(CudaMock.Ptx(("k", 1)), [("k", 32)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_that_is_not_there_is_named_and_nothing_stays_loaded()
    {
        using (var device = _mock.Open())
        {
            var exception = Assert.Throws<GpuException>(() => device.Load(CudaMock.Ptx(("a", 1)), [("a", 32), ("absent", 32)]));
            Assert.Equal("cuModuleGetFunction failed: CUDA_ERROR_NOT_FOUND (500), text of 500. It was asked for the kernel 'absent'.", exception.Message);
            Assert.DoesNotContain(_mock.Alive, each => each.StartsWith("module", StringComparison.Ordinal));
        }

        _mock.AssertClean();
    }

    [Fact]
    public void A_kernel_with_too_many_registers_for_its_threads_is_named()
    {
        using var device = _mock.Open();
        _mock.MostThreads = 128;
        var exception = Assert.Throws<GpuException>(() => device.Load(CudaMock.Ptx(("a", 1)), [("a", 256)]));
        Assert.Equal("The kernel 'a' was written for blocks of 256 threads; compiled for cuda:0 (Mock GPU) it allows 128.", exception.Message);
    }

    [Fact]
    public void A_driver_that_says_nothing_about_kernels_loads_them_all_the_same()
    {
        _mock.Missing.Add("cuFuncGetAttribute");
        _mock.MostThreads = 1;
        using var device = _mock.Open();
        Assert.Single(device.Load(CudaMock.Ptx(("a", 1)), [("a", 256)]));
    }

    [Theory]
    [InlineData("6.3", "sm_75", 10_000, 75, null)]
    [InlineData("6.3", "sm_75", 13_000, 120, null)]
    [InlineData("7.0", "sm_80", 11_000, 80, null)]
    [InlineData("7.0", "sm_80", 10_020, 80, "they are written in PTX 7.0, which the NVIDIA driver knows from CUDA 11.0 on; this one is of CUDA 10.2")]
    [InlineData("7.8", "sm_80", 11_070, 80, "they are written in PTX 7.8, which the NVIDIA driver knows from CUDA 11.8 on; this one is of CUDA 11.7")]
    [InlineData("8.5", "sm_80", 12_050, 80, null)]
    [InlineData("8.6", "sm_80", 12_060, 80, "they are written in PTX 8.6, which the NVIDIA driver knows from CUDA 12.7 on; this one is of CUDA 12.6")]
    [InlineData("9.0", "sm_80", 12_090, 80, "they are written in PTX 9.0, which the NVIDIA driver knows from CUDA 13.0 on; this one is of CUDA 12.9")]
    [InlineData("15.0", "sm_80", 12_090, 80, null)] // not ours to know
    [InlineData("7.0", "sm_80", 12_000, 75, "they are for sm_80, and its compute capability is 7.5")]
    [InlineData("8.0", "sm_90a", 12_000, 90, null)]
    [InlineData("8.0", "sm_90a", 12_000, 100, "they are for sm_90a, and its compute capability is 10.0")]
    [InlineData("8.0", "sm_90a", 12_000, 80, "they are for sm_90a, and its compute capability is 8.0")]
    [InlineData("8.8", "sm_100f", 12_090, 103, null)]
    [InlineData("8.8", "sm_100f", 12_090, 120, "they are for sm_100f, and its compute capability is 12.0")]
    [InlineData("7.0", "sm_80, texmode_independent", 11_000, 80, null)]
    public void The_head_of_a_text_says_where_it_runs(string version, string target, int driver, int capability, string? why)
    {
        _mock.DriverVersion = driver;
        _mock.Devices[0] = ("GPU", capability);
        using var device = _mock.Open();
        var text = CudaMock.Ptx(version, target, ("k", 1));
        Assert.Equal(why, device.WhyNotLoad(text));
        if (why is null)
            device.Load(text, [("k", 32)]);
        else
            Assert.Equal($"cuda:0 (GPU) cannot take the kernels: {why}.", Assert.Throws<GpuException>(() => device.Load(text, [("k", 32)])).Message);
    }

    [Theory]
    [InlineData("", 0, 0, ' ')]
    [InlineData(".version", 0, 0, ' ')]
    [InlineData(".version x\n.target y", 0, 0, ' ')]
    [InlineData(".version 6", 0, 0, ' ')]
    [InlineData("// .version 1.0\r\n\t.version\t7.1\r\n .target  sm_86\r\n.version 9.9", 71, 86, ' ')]
    [InlineData(".target sm_90a\0", 0, 90, 'a')]
    public void A_head_is_read_as_far_as_it_goes(string text, int version, int target, char suffix) =>
        Assert.Equal(new PtxHead(version, target, suffix), PtxHead.Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_text_without_its_last_zero_byte_is_refused()
    {
        using var device = _mock.Open();
        Assert.Throws<ArgumentException>(() => device.Load(CudaMock.Ptx(("k", 1)).AsSpan()[..^1], [("k", 32)]));
    }
}
