namespace ConvGen.Tests.Ptx;

/// <summary>
/// A decoded instruction. Every operand is a place in the warp's register file, where immediates, symbols and special registers have places of their own, so
/// that an instruction's loop over the lanes has one form only.
/// </summary>
internal sealed unsafe class Step(PtxInstruction instruction)
{
    /// <summary>Runs it for the lanes of a mask, which is never empty.</summary>
    public delegate*<Warp, Step, uint, void> Run;

    public StepKind Kind;

    public StepClass Class;

    /// <summary>Its place in the order in which lanes run; see <see cref="BlockOrder"/>.</summary>
    public int Rank;

    /// <summary>The place of the guard, or -1.</summary>
    public int Guard = -1;

    /// <summary>All ones for `@!p`.</summary>
    public uint GuardFlip;

    public int GuardRegister;

    /// <summary>Places of the results and the operands.</summary>
    public int D;
    public int D2 = -1;
    public int A;
    public int B;
    public int C = -1;

    /// <summary>All ones where predicate C is negated.</summary>
    public uint FlipC;

    /// <summary>Predicate logic of setp and set: '\0', '&amp;', '|' or '^'.</summary>
    public char Combine;

    /// <summary>Registers that are read and written, by number.</summary>
    public int[] Sources = [];
    public int[] Targets = [];

    /// <summary>Where a branch goes.</summary>
    public int Target;

    /// <summary>True of the address that it is a 64-bit register.</summary>
    public bool WideAddress;

    /// <summary>What is added to an address.</summary>
    public long Offset;

    public PtxSpace Space;

    /// <summary>Bytes of an element, and of all of them.</summary>
    public int ElementBytes;
    public int TotalBytes;

    public bool SignExtend;

    /// <summary>True of a load's or store's registers that they have 64-bit places; in the order of <see cref="Places"/>.</summary>
    public bool[] WidePlaces = [];

    /// <summary>Places of a vector's registers, -1 for the underscore.</summary>
    public int[] Places = [];

    /// <summary>More places: of mma's operands.</summary>
    public int[] PlacesA = [];
    public int[] PlacesB = [];
    public int[] PlacesC = [];

    /// <summary>True for volatile, relaxed and the like, which order themselves.</summary>
    public bool Strong;

    public PtxType From;
    public PtxType To;
    public string Mode = "";
    public bool Saturate;
    public bool Flush;

    /// <summary>A number that the instruction holds.</summary>
    public int Number;

    public PtxInstruction Instruction { get; } = instruction;
}
