namespace ConvGen.Tests.Ptx;

/// <summary>What an operand is by its form.</summary>
public enum OperandKind
{
    Register,
    Integer,

    /// <summary>0f and eight digits.</summary>
    Float32,

    /// <summary>0d and sixteen digits.</summary>
    Float64,

    /// <summary>A float in decimal digits.</summary>
    Decimal,

    /// <summary>A variable, a parameter or a label, perhaps with an offset.</summary>
    Symbol,

    /// <summary>A special register.</summary>
    Special,

    /// <summary>In brackets.</summary>
    Address,

    /// <summary>In braces.</summary>
    Vector,

    /// <summary>The underscore: a result that nobody wants.</summary>
    Sink,
}
