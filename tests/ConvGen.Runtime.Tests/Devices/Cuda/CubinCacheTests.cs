using ConvGen.Tests.Weights;

namespace ConvGen.Tests.Devices;

/// <summary>Compiled kernels are kept, and nothing about where they are kept can stop a program.</summary>
[Collection(SerialTests.Name)]
public sealed class CubinCacheTests : IDisposable
{
    private readonly CudaMock _mock = new();
    private readonly TemporaryFolder _folder = new();
    private readonly EnvironmentSetting _setting;

    public CubinCacheTests() => _setting = new EnvironmentSetting(CubinCache.Variable, _folder.Path);

    public void Dispose()
    {
        _setting.Dispose();
        _mock.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_was_compiled_once_is_found()
    {
        Assert.True(Compiles());
        Assert.Single(Files());
        Assert.False(Compiles());
        Assert.False(Compiles());
        Assert.Single(Files());
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.tmp"));
    }

    [Fact]
    public void Another_text_driver_or_device_is_compiled_anew()
    {
        Assert.True(Compiles());
        Assert.True(Compiles(name: "other"));
        _mock.DriverVersion = 12_050;
        _mock.Install();
        Assert.True(Compiles());
        _mock.Devices[0] = ("Mock GPU", 90);
        _mock.Install();
        Assert.True(Compiles());
        Assert.Equal(4, Files().Length);
        Assert.False(Compiles());
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("short")]
    [InlineData("flipped")]
    [InlineData("foreign")]
    public void A_file_that_is_broken_is_replaced(string how)
    {
        Assert.True(Compiles());
        var path = Assert.Single(Files());
        var good = File.ReadAllBytes(path);
        byte[] flipped = [.. good];
        flipped[^5] ^= 1;
        File.WriteAllBytes(path, how switch { "empty" => [], "short" => good[..^1], "flipped" => flipped, _ => new byte[good.Length] });

        Assert.True(Compiles());
        Assert.Equal(good, File.ReadAllBytes(path));
        Assert.False(Compiles());
    }

    [Fact]
    public void A_file_that_cannot_be_read_or_replaced_is_passed_over()
    {
        Assert.True(Compiles());
        var path = Assert.Single(Files());
        File.Delete(path);
        Directory.CreateDirectory(path);
        Assert.True(Compiles());
        Assert.True(Compiles());
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_file_that_the_driver_refuses_is_replaced()
    {
        Assert.True(Compiles());
        var path = Assert.Single(Files());
        var before = File.ReadAllBytes(path);
        File.WriteAllBytes(path, []);
        CubinCache.Open()!.Write(Path.GetFileNameWithoutExtension(path)["convgen-".Length..], "refused\0"u8);
        Assert.NotEqual(before, File.ReadAllBytes(path));
        Assert.True(Compiles());
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void Where_nothing_is_wanted_nothing_is_kept()
    {
        using var off = new EnvironmentSetting(CubinCache.Variable, "0");
        Assert.Null(CubinCache.Open());
        using (var device = _mock.Open())
            device.Load(CudaMock.Ptx(("k", 1)), [("k", 32)]);
        Assert.DoesNotContain(_mock.Calls, call => call.StartsWith("cuLink", StringComparison.Ordinal));
        Assert.Empty(Files());
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_no_error()
    {
        File.WriteAllText(_folder.File("file"), "");
        using var nowhere = new EnvironmentSetting(CubinCache.Variable, Path.Combine(_folder.File("file"), "below"));
        Assert.True(Compiles());
        Assert.True(Compiles());
    }

    [Theory]
    [InlineData("cuLinkCreate_v2")]
    [InlineData("cuLinkAddData_v2")]
    [InlineData("cuLinkComplete")]
    [InlineData("cuLinkDestroy")]
    public void A_driver_that_hands_out_nothing_loads_the_text(string call)
    {
        if (call != "cuLinkDestroy")
        {
            _mock.Failing[call] = 1;
            LoadsText();
            _mock.Failing.Clear();
        }

        _mock.Missing.Add(call);
        _mock.Install();
        LoadsText();

        void LoadsText()
        {
            using (var device = _mock.Open())
                Assert.Single(device.Load(CudaMock.Ptx(("k", 1)), [("k", 32)]));
            Assert.Empty(Files());
            _mock.AssertClean();
        }
    }

    [Fact]
    public void The_files_used_longest_ago_go()
    {
        var cache = CubinCache.Open()!;
        for (var i = 0; i < CubinCache.MostFiles + 20; i++)
        {
            cache.Write($"{i:D4}", [1, 2, 3]);
            File.SetLastWriteTimeUtc(_folder.File($"convgen-{i:D4}.cubin"), DateTime.UtcNow.AddDays(-1).AddSeconds(i));
            if (i == 200)
                Assert.True(cache.TryRead("0000", out var kept) && kept is [1, 2, 3]); // it is the newest now
        }

        File.WriteAllText(_folder.File("other.cubin"), "");
        File.WriteAllText(_folder.File("convgen-old.tmp"), "");
        File.SetLastWriteTimeUtc(_folder.File("convgen-old.tmp"), DateTime.UtcNow.AddDays(-2));
        cache.Write("last", [1]);
        Assert.Equal(CubinCache.MostFiles, Files().Length);
        Assert.True(cache.TryRead("0000", out _));
        Assert.False(cache.TryRead("0001", out _));
        Assert.True(cache.TryRead("last", out _));
        Assert.True(File.Exists(_folder.File("other.cubin")));
        Assert.False(File.Exists(_folder.File("convgen-old.tmp")));
    }

    [Fact]
    public void Two_writers_do_not_disturb_each_other()
    {
        var cache = CubinCache.Open()!;
        var cubin = new byte[100_000];
        Parallel.For(0, 64, i =>
        {
            cache.Write("same", cubin);
            if (cache.TryRead("same", out var kept))
                Assert.Equal(cubin.Length, kept.Length);
        });
        Assert.True(cache.TryRead("same", out _));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    /// <summary>Loads a text, and says whether the driver compiled it.</summary>
    private bool Compiles(string name = "k")
    {
        _mock.Calls.Clear();
        using var device = _mock.Open();
        var kernel = device.Load(CudaMock.Ptx((name, 1)), [(name, 32)])[0];
        device.Launch(kernel, new GpuGrid(1, 1, 1), new GpuPlace[1], 1);
        Assert.Empty(_mock.Violations);
        return _mock.Calls.Contains("cuLinkComplete");
    }

    private string[] Files() => Directory.GetFiles(_folder.Path, "convgen-*.cubin");
}
