namespace ConvGen;

/// <summary>
/// Whether a segment's work is shared out to the pool's workers, or its caller had better do it alone. With another program on the second processor two threads can be
/// slower than one: a worker that is interrupted within a chunk is waited for, for milliseconds, or takes the caller's own processor. So the other way is tried now and then for a few
/// runs, ever more seldom while it is slower, and taken where it is faster. What is computed never depends on it.
/// </summary>
internal sealed class Sharing
{
    /// <summary>Runs of a try; runs from one try to the next.</summary>
    private const int RunsOfTry = 3, Fewest = 16, Most = 512;

    /// <summary>Ticks that runs took on average, shared and alone.</summary>
    private readonly double[] _took = new double[2];

    private int _batch;
    private bool _alone;
    private bool _tries;
    private int _interval = Fewest;
    private int _left = Fewest;

    /// <summary>Whether the caller runs the next <paramref name="batch"/> images alone.</summary>
    public bool IsAlone(int batch)
    {
        if (batch != _batch)
        {
            (_batch, _alone, _tries, _interval, _left) = (batch, false, false, Fewest, Fewest);
            Array.Clear(_took);
        }

        return _alone ^ _tries;
    }

    /// <summary>After a run that took so many ticks.</summary>
    public void Note(long took)
    {
        var way = _alone ^ _tries ? 1 : 0;
        _took[way] = _took[way] == 0 ? took : _took[way] + ((took - _took[way]) / RunsOfTry);
        if (--_left > 0)
            return;
        if (!_tries)
        {
            (_tries, _left, _took[1 - way]) = (true, RunsOfTry, 0);
            return;
        }

        var isFaster = _took[way] < _took[1 - way];
        _alone ^= isFaster;
        _interval = isFaster ? Fewest : Math.Min(2 * _interval, Most);
        (_tries, _left) = (false, _interval);
    }
}
