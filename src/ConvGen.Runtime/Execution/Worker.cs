using System.Diagnostics;

namespace ConvGen;

/// <summary>
/// One background thread of a pool. After its last chunk it looks for work for about 100 µs, longer than the gap between two layers, then sleeps:
/// waking a sleeper takes from 30 µs to milliseconds, so a network's layers should never have to.
/// </summary>
internal sealed class Worker : IDisposable
{
    private const int PausesPerLook = 16;
    private static readonly long s_patience = Stopwatch.Frequency / 10_000;

    private static int s_alive;

    private readonly WorkerBoard _board;
    private readonly SemaphoreSlim _wakeUps = new(0);
    private readonly Thread _thread;
    private int _asleep;

    public Worker(WorkerBoard board, int number)
    {
        _board = board;
        _thread = new Thread(Live) { IsBackground = true, Name = $"ConvGen worker {number}" };
        Interlocked.Increment(ref s_alive);
        _thread.Start();
    }

    /// <summary>Worker threads that have not ended, in the whole process; tests compare it before and after.</summary>
    public static int Alive => Volatile.Read(ref s_alive);

    /// <summary>After work was published or the board stopped: wakes the thread if it sleeps. Costs one read where it does not.</summary>
    public void Wake()
    {
        if (Volatile.Read(ref _asleep) != 0 && Interlocked.Exchange(ref _asleep, 0) != 0)
            _wakeUps.Release();
    }

    /// <summary>After the board stopped and the thread was woken: waits for its end.</summary>
    public void Dispose()
    {
        _thread.Join();
        _wakeUps.Dispose();
    }

    private void Live()
    {
        while (!_board.IsStopped)
        {
            while (_board.TryRunChunk())
            {
            }

            if (!LookForWork())
                Sleep();
        }

        Interlocked.Decrement(ref s_alive);
    }

    /// <summary>Spins until there is something to do (true) or patience is at an end.</summary>
    private bool LookForWork()
    {
        var start = Stopwatch.GetTimestamp();
        do
        {
            if (_board.HasWork || _board.IsStopped)
                return true;
            Thread.SpinWait(PausesPerLook);
        }
        while (Stopwatch.GetTimestamp() - start < s_patience);
        return false;
    }

    /// <summary>
    /// Announces sleep, then looks once more: whoever published before the announcement is seen here, whoever publishes after it sees the
    /// announcement and wakes. Exactly one side takes the announcement back, so no wake-up is lost and none is left over.
    /// </summary>
    private void Sleep()
    {
        Interlocked.Exchange(ref _asleep, 1);
        if ((_board.HasWork || _board.IsStopped) && Interlocked.Exchange(ref _asleep, 0) != 0)
            return;
        _wakeUps.Wait();
    }
}
