using System.Diagnostics;

namespace ConvGen;

/// <summary>A kernel as a profile knows it.</summary>
/// <param name="Name">The layer and what is done for it.</param>
/// <param name="Work">What it has to do at least.</param>
/// <param name="CountsImages">True where the work grows with the batch.</param>
internal sealed record ProfiledKernel(string Name, KernelWork Work, bool CountsImages);

/// <summary>What the kernels of one schedule took.</summary>
/// <param name="owner">The network's recorder.</param>
/// <param name="name">The pass.</param>
/// <param name="kernels">All that may run, in order.</param>
/// <param name="gate">Held while numbers change or are read: profiles may be read while networks run.</param>
internal sealed class SegmentRecord(NetworkRecorder owner, string name, IReadOnlyList<ProfiledKernel> kernels, Lock gate)
{
    private readonly long[] _ticks = new long[kernels.Count];
    private readonly long[] _least = new long[kernels.Count];
    private readonly long[] _calls = new long[kernels.Count];
    private readonly long[] _images = new long[kernels.Count];

    /// <summary>Bytes besides those that <see cref="KernelWork"/> tells.</summary>
    private readonly long[] _moreBytes = new long[kernels.Count];

    public NetworkRecorder Owner => owner;

    public string Name => name;

    /// <summary>How often the schedule ran.</summary>
    public long Runs { get; private set; }

    /// <summary>Images of all runs; 0 where the pass has nothing to do with images.</summary>
    public long Images { get; private set; }

    /// <summary>Stopwatch ticks of all runs, what lies between kernels included; on a device from the first kernel's beginning to the last one's end.</summary>
    public long Ticks { get; private set; }

    /// <summary>After a kernel ran.</summary>
    public void Kernel(int kernel, long ticks, int images, long moreBytes = 0)
    {
        lock (gate)
        {
            Note(kernel, ticks, images);
            _moreBytes[kernel] += moreBytes;
        }
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
        Array.Clear(_moreBytes);
    }

    /// <summary>The kernels that ran, in order. With the gate held.</summary>
    public IEnumerable<ProfileEntry> Entries()
    {
        for (var i = 0; i < _ticks.Length; i++)
        {
            if (_calls[i] == 0)
                continue;
            var kernel = kernels[i];
            var work = kernel.Work;
            var times = kernel.CountsImages ? _images[i] : _calls[i];
            yield return new ProfileEntry(
                owner.Network, Name, kernel.Name, work.Kind, owner.InstructionSet, owner.Threads, _calls[i], Stopwatch.GetElapsedTime(0, _ticks[i]),
                Stopwatch.GetElapsedTime(0, _least[i]), work.Operations * times, (work.BytesOfImage * times) + (work.BytesOfCall * _calls[i]) + _moreBytes[i])
            {
                Device = owner.Device?.Device ?? Device.Cpu,
            };
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
