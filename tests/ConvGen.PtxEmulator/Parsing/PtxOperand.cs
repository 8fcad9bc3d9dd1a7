namespace ConvGen.Tests.Ptx;

/// <summary>An operand as written.</summary>
public sealed record PtxOperand(OperandKind Kind)
{
    /// <summary>The register, or the base of an address.</summary>
    public PtxRegister? Register { get; init; }

    /// <summary>The symbol, the special register, or the base of an address.</summary>
    public string Name { get; init; } = "";

    /// <summary>An immediate: an integer's two's complement, a float's bits (of a decimal: a double's).</summary>
    public ulong Bits { get; init; }

    /// <summary>Of an address or a symbol.</summary>
    public long Offset { get; init; }

    /// <summary>Of a vector.</summary>
    public IReadOnlyList<PtxOperand> Items { get; init; } = [];

    /// <summary>An exclamation mark stands before it.</summary>
    public bool Negated { get; init; }

    /// <summary>What stands behind the bar: `p|q`.</summary>
    public PtxOperand? Pair { get; init; }

    public bool IsImmediate => Kind is OperandKind.Integer or OperandKind.Float32 or OperandKind.Float64 or OperandKind.Decimal;

    /// <summary>The registers in it, those of its pair too.</summary>
    public IEnumerable<PtxRegister> Registers()
    {
        if (Register is not null)
            yield return Register;
        foreach (var item in Items)
            foreach (var register in item.Registers())
                yield return register;
        if (Pair is not null)
            foreach (var register in Pair.Registers())
                yield return register;
    }
}
