using ConvGen.Generator.Program;

namespace ConvGen.Tests.Gpu.Oracle;

/// <summary>
/// The memory of a kernel's regions: what they hold at first, which elements the kernel reads, and what it writes where. A form may read what it overwrites, but
/// no element of another: nobody says which comes first.
/// </summary>
/// <param name="batch">Images.</param>
internal sealed class OracleMemory(int batch)
{
    private readonly Dictionary<Region, Plane> _planes = [];

    /// <summary>How many images there are.</summary>
    public int Batch { get; } = batch;

    /// <summary>The labels of all images.</summary>
    public int[] Labels { get; set; } = [];

    /// <summary>The number every position's loss is multiplied by.</summary>
    public float LossScale { get; init; } = 1;

    /// <summary>What dropout's masks depend on.</summary>
    public (uint Seed, uint Step) Pass { get; init; }

    /// <summary>How the factors of a contraction are rounded; <see cref="Precision.Default"/> where they are not.</summary>
    public Precision Precision { get; init; } = Precision.Default;

    public IEnumerable<Region> Regions => _planes.Keys;

    public void Add(Region region, long floats) => Add(region, new float[floats]);

    public void Add(Region region, float[] values) => _planes.Add(region, new Plane(values, new bool[values.Length], new Measured?[values.Length]));

    /// <summary>What a region holds before the kernel.</summary>
    public float[] Values(Region region) => _planes[region].Values;

    public bool[] IsRead(Region region) => _planes[region].IsRead;

    /// <summary>What the kernel writes; null where it does not.</summary>
    public Measured?[] Written(Region region) => _planes[region].Written;

    public Measured Read(Region region, long index)
    {
        var plane = _planes[region];
        if (plane.Written[index] is not null)
            throw new InvalidOperationException($"An element of '{region}' is read after it was written.");
        plane.IsRead[index] = true;
        return plane.Values[index];
    }

    public void Write(Region region, long index, Measured value)
    {
        ref var written = ref _planes[region].Written[index];
        if (written is not null)
            throw new InvalidOperationException($"An element of '{region}' is written twice.");
        written = value;
    }

    private sealed record Plane(float[] Values, bool[] IsRead, Measured?[] Written);
}
