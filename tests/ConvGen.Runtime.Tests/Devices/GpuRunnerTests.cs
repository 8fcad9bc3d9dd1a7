namespace ConvGen.Tests.Devices;

/// <summary>Launches that are recorded, and what becomes of them where the driver refuses that.</summary>
[Collection(SerialTests.Name)]
public sealed class GpuRunnerTests : IDisposable
{
    private const string Begin = "cuStreamBeginCapture_v2", End = "cuStreamEndCapture", Instantiate = "cuGraphInstantiateWithFlags", Replay = "cuGraphLaunch", Launch = "cuLaunchKernel";

    private readonly CudaMock _mock = new();
    private readonly CudaDevice _device;
    private readonly GpuArena _arena;
    private readonly GpuRunner _runner;
    private readonly List<string> _said = [];

    public GpuRunnerTests()
    {
        _device = _mock.Open();
        _arena = new GpuArena(_device, capacity: 1);
        _arena.Ensure(GpuSpace.Arena, 1, "arena");
        _runner = new GpuRunner(new Program(), _device, _arena, Precision.Default, _said.Add);
    }

    /// <summary>The driver's calls, by what they answer, and whether only what was too large for it is given up.</summary>
    public static TheoryData<string, int, bool> Refusals => new()
    {
        { Begin, 2, true },
        { Begin, 801, false },
        { Launch, 2, true },
        { Launch, 900, false },
        { End, 2, true },
        { End, 801, false },
        { Instantiate, 2, true },
        { Instantiate, 801, false },
        { Instantiate, 1, false },
        { Replay, 2, true },
        { Replay, 701, true },
        { Replay, 801, false },
    };

    public static TheoryData<string, int> Faults
    {
        get
        {
            var faults = new TheoryData<string, int>();
            foreach (var call in new[] { Begin, Launch, End, Instantiate, Replay })
                foreach (var code in new[] { 4, 700, 709, 719, 999 })
                    faults.Add(call, code);
            return faults;
        }
    }

    public void Dispose()
    {
        _runner.Dispose();
        _arena.Dispose();
        _device.Dispose();
        _mock.Dispose();
    }

    [Fact]
    public void What_has_run_once_is_recorded_when_it_runs_again_and_replayed_from_then_on()
    {
        Assert.Equal(["a 3", "b 3"], Run("Forward"));
        Assert.Equal(0, Count(Begin));
        for (var time = 0; time < 3; time++)
            Assert.Equal(["a 3", "b 3"], Run("Forward"));
        Assert.Equal((1, 3, 4), (Count(Begin), Count(Replay), Count(Launch)));
        Assert.Empty(_said);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_the_driver_does_not_record_runs_launch_by_launch(string call, int code, bool isOfOne)
    {
        Record("Read");
        Run("Forward");
        _mock.FailingOnce[call] = code;
        for (var time = 0; time < 3; time++)
            Assert.Equal(["a 3", "b 3"], Run("Forward"));

        // It is not tried again, nor told; and what was recorded before is given back where the driver has something against all of it.
        Assert.StartsWith($"cuda:0 does without recorded launches, which takes longer ({call} failed: ", Assert.Single(_said), StringComparison.Ordinal);
        Assert.EndsWith(")", _said[0], StringComparison.Ordinal);
        Assert.Equal(2, Count(Begin));
        Assert.Equal(isOfOne ? 1 : 0, Graphs());

        // Others are recorded only where the driver had too little for this one.
        Record("Loss");
        Assert.Equal(isOfOne ? 2 : 0, Graphs());
        Assert.Equal(["c 3"], Run("Read"));
        Assert.Equal(["c 3"], Run("Loss"));
        Assert.Single(_said);
        Assert.Empty(_mock.Violations);
        Close();
    }

    [Fact]
    public void What_was_recorded_for_fewer_images_goes_on_where_there_is_too_little_for_more()
    {
        Record("Forward");
        _runner.Run("Forward", batch: 5);
        _mock.FailingOnce[Instantiate] = 2;
        _runner.Run("Forward", batch: 5);
        _runner.Run("Forward", batch: 5);
        _device.Synchronize();
        Assert.Equal((2, 1), (Count(Begin), Count(Replay)));
        Assert.Equal(["a 3", "b 3"], Run("Forward"));
        Assert.Equal((2, 2), (Count(Begin), Count(Replay)));
    }

    /// <summary>The first end of such a capture is the last: a second would be that of none.</summary>
    [Fact]
    public void A_capture_that_comes_to_nothing_is_over()
    {
        Run("Forward");
        _mock.SpoilsCaptures = true;
        Assert.Equal(["a 3", "b 3"], Run("Forward"));
        Assert.Equal(["a 3", "b 3"], Run("Forward"));
        Assert.Equal((1, 1), (Count(Begin), Count(End)));
        Assert.Single(_said);
        Close();
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_may_be_a_kernels_fault_is_an_exception(string call, int code)
    {
        Run("Forward");
        _mock.FailingOnce[call] = code;
        Assert.StartsWith(call + " failed: ", Assert.Throws<GpuException>(() => Run("Forward")).Message, StringComparison.Ordinal);
        Assert.Empty(_said);
    }

    [Fact]
    public void What_fails_launch_by_launch_is_an_exception_too()
    {
        Run("Forward");
        _mock.Failing[Launch] = 2;
        Assert.StartsWith(Launch + " failed: ", Assert.Throws<GpuException>(() => Run("Forward")).Message, StringComparison.Ordinal);
        _mock.Failing.Clear();
        Assert.Equal(["a 3", "b 3"], Run("Forward"));
        Close();
    }

    /// <summary>What runs of a segment.</summary>
    private string[] Run(string segment)
    {
        _mock.Ran.Clear();
        _runner.Run(segment, batch: 3);
        _device.Synchronize();
        return [.. _mock.Ran];
    }

    private void Record(string segment)
    {
        Run(segment);
        Run(segment);
    }

    private int Count(string call) => _mock.Calls.Count(each => each == call);

    private int Graphs() => _mock.Alive.Count(each => each.StartsWith("ready graph", StringComparison.Ordinal));

    private void Close()
    {
        _runner.Dispose();
        _arena.Dispose();
        _device.Dispose();
        _mock.AssertClean();
    }

    private sealed class Program : GpuProgram
    {
        private static readonly byte[] _ptx = CudaMock.Ptx(("a", 1), ("b", 1), ("c", 1));

        public override ReadOnlySpan<byte> Ptx => _ptx;

        public override ReadOnlySpan<byte> PtxContractions => default;

        public override ReadOnlySpan<byte> PtxTensor => default;

        public override ReadOnlySpan<byte> OpenCl => default;

        public override IReadOnlyList<(string Name, int Threads)> Kernels => [("a", 32), ("b", 32), ("c", 32)];

        public override IReadOnlyList<(string Name, int Threads)> Contractions => [];

        public override IReadOnlyList<(string Name, int Threads)> TensorContractions => [];

        public override GpuMemory Memory => new(0, 1, 0, 1, 0, 0, 0);

        public override GpuSchedule? Schedule(string segment)
        {
            var schedule = new GpuSchedule();
            foreach (var kernel in segment == "Forward" ? new[] { 0, 1 } : [2])
                schedule.Launch(segment, default, kernel, new GpuBlocks(0, 1, 1, 1, 1), [At(GpuSpace.Arena, 0, 0, 0)]);
            return schedule;
        }
    }
}
