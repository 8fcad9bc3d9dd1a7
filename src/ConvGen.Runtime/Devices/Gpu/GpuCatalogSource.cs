namespace ConvGen;

/// <summary>Asks a driver once which devices there are, and remembers it for the whole process. For any thread.</summary>
/// <param name="read">Asks, given where to find entry points; null means the driver's own library.</param>
internal sealed class GpuCatalogSource(Func<Func<string, nint>?, GpuCatalog> read)
{
    private readonly Lock _gate = new();
    private Func<string, nint>? _find;
    private GpuCatalog? _current;

    /// <summary>What the driver said.</summary>
    public GpuCatalog Current
    {
        get
        {
            lock (_gate)
                return _current ??= read(_find);
        }
    }

    /// <summary>Takes another library from now on and forgets what the last one said; devices that are open keep theirs.</summary>
    /// <param name="find">Gives the address of an entry point by its name, 0 where it has none; null means the driver's own library.</param>
    public void Use(Func<string, nint>? find)
    {
        lock (_gate)
        {
            _find = find;
            _current = null;
        }
    }
}
