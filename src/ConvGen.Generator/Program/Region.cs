namespace ConvGen.Generator.Program;

/// <summary>Which base pointer a region hangs on. The names are those of the runtime's Frame.</summary>
internal enum Space
{
    /// <summary>Arena, one copy for each image of the batch; planned.</summary>
    PerImage,

    /// <summary>What lives within one <see cref="Program.Sweep"/>: a thread's own memory, one copy for each image that it takes through at a time; planned.</summary>
    Sweep,

    /// <summary>Arena, behind the per-image part; planned.</summary>
    Fixed,

    /// <summary>What a program made of parameters alone: it outlives a pass, and each program has its own; planned, without sharing.</summary>
    Prepared,

    /// <summary>The flat parameter region.</summary>
    Parameters,

    /// <summary>The flat gradient region; cleared before a backward pass, but for what that writes whole.</summary>
    Gradients,

    /// <summary>The caller's images.</summary>
    Input,

    /// <summary>The caller's dense tensor of a Read or Write.</summary>
    Dense,

    /// <summary>The caller's float targets.</summary>
    Targets,

    /// <summary>The caller's labels (int).</summary>
    Labels,

    /// <summary>One number for each image.</summary>
    Losses,
}

/// <summary>
/// A piece of memory kernels work on. <paramref name="Floats"/> counts one image's part for spaces that grow with the batch.
/// </summary>
/// <param name="Name">For people: the tensor's name and role.</param>
/// <param name="Space">Its base; PrepareParameters may change <see cref="Program.Space.Fixed"/>, and KeepInSweeps <see cref="Program.Space.PerImage"/>.</param>
/// <param name="Floats">Its size, a multiple of 16 in the arena so that every region starts on a cache line.</param>
internal sealed class Region(string name, Space space, int floats)
{
    public string Name { get; } = name;

    public Space Space { get; private set; } = space;

    public int Floats { get; } = floats;

    /// <summary>Floats of a pixel, where the region holds a map; else 0.</summary>
    public int PixelFloats { get; init; }

    /// <summary>First float within its space; for planned regions set by PlanMemory.</summary>
    public long Offset { get; set; } = -1;

    /// <summary>True where each image of the batch has its own part.</summary>
    public bool GrowsWithBatch => Space is not (Space.Fixed or Space.Prepared or Space.Parameters or Space.Gradients);

    public bool IsPlanned => Space is Space.PerImage or Space.Sweep or Space.Fixed or Space.Prepared;

    /// <summary>From the arena to memory that outlives a pass.</summary>
    public void Prepare() => Space = Space.Prepared;

    /// <summary>From the arena to the memory of the sweep in which alone it is wanted.</summary>
    public void KeepInSweep() => Space = Space.Sweep;

    /// <summary>Places of a pixel in units of a group, where the region holds maps <see cref="Program.SideBySide"/>; else 0.</summary>
    public int PixelPlaces { get; init; }

    /// <summary>A region of the same size for the same sort of thing.</summary>
    public Region Like(string name) => new(name, Space, Floats) { PixelFloats = PixelFloats };

    public override string ToString() => Name;
}
