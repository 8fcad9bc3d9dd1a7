using System.Diagnostics;

namespace ConvGen;

/// <summary>What the kernels of one schedule took.</summary>
/// <param name="owner">The network's recorder.</param>
/// <param name="schedule">The schedule.</param>
/// <param name="gate">Held while numbers change or are read: profiles may be read while networks run.</param>
internal sealed class SegmentRecord(NetworkRecorder owner, KernelSchedule schedule, Lock gate)
{
    private readonly long[] _ticks = new long[schedule.Kernels.Count];
    private readonly long[] _least = new long[schedule.Kernels.Count];
    private readonly long[] _calls = new long[schedule.Kernels.Count];
    private readonly long[] _images = new long[schedule.Kernels.Count];

    public NetworkRecorder Owner => owner;

    public string Name => schedule.Name;

    /// <summary>How often the schedule ran.</summary>
    public long Runs { get; private set; }

    /// <summary>Images of all runs.</summary>
    public long Images { get; private set; }

    /// <summary>Stopwatch ticks of all runs, what lies between kernels included.</summary>
    public long Ticks { get; private set; }

    /// <summary>After a kernel ran.</summary>
    public void Kernel(int kernel, long ticks, int images)
    {
        lock (gate)
            Note(kernel, ticks, images);
    }

    /// <summary>After neighbouring kernels ran together: each has the part of the time that it has of the time all threads spent.</summary>
    public void Together(int first, ReadOnlySpan<long> spent, long ticks, int images)
    {
        var sum = 0L;
        foreach (var part in spent)
            sum += part;
        lock (gate)
        {
            for (var i = 0; i < spent.Length; i++)
                Note(first + i, (long)((double)ticks * spent[i] / Math.Max(1, sum)), images);
        }
    }

    /// <summary>After the schedule ran.</summary>
    public void Run(long ticks, int images)
    {
        lock (gate)
        {
            Runs++;
            Images += images;
            Ticks += ticks;
        }
    }

    /// <summary>Forgets everything. With the gate held.</summary>
    public void Clear()
    {
        (Runs, Images, Ticks) = (0, 0, 0);
        Array.Clear(_ticks);
        Array.Clear(_least);
        Array.Clear(_calls);
        Array.Clear(_images);
    }

    /// <summary>The kernels that ran, in order. With the gate held.</summary>
    public IEnumerable<ProfileEntry> Entries()
    {
        for (var i = 0; i < _ticks.Length; i++)
        {
            if (_calls[i] == 0)
                continue;
            var kernel = schedule.Kernels[i];
            var work = kernel.Work;
            var times = kernel.CountsImages ? _images[i] : _calls[i];
            yield return new ProfileEntry(
                owner.Network, Name, kernel.Name, work.Kind, owner.InstructionSet, owner.Threads, _calls[i], Stopwatch.GetElapsedTime(0, _ticks[i]),
                Stopwatch.GetElapsedTime(0, _least[i]), work.Operations * times, (work.BytesOfImage * times) + (work.BytesOfCall * _calls[i]));
        }
    }

    private void Note(int kernel, long ticks, int images)
    {
        _ticks[kernel] += ticks;
        _least[kernel] = _calls[kernel] == 0 ? ticks : Math.Min(ticks, _least[kernel]);
        _calls[kernel]++;
        _images[kernel] += images;
    }
}
