using System;
using System.Collections.Generic;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>Prints a formula as one C# expression over vectors. What leaves are called is the caller's business.</summary>
internal sealed class ExpressionPrinter(VectorTarget target)
{
    /// <summary>Names of operands' vectors.</summary>
    public Func<int, string> Operand { get; set; } = operand => throw new InvalidOperationException("no operand " + operand);

    public string Value { get; set; } = "";

    /// <summary>Names of the splatted row scalars.</summary>
    public IReadOnlyList<string> RowScalars { get; set; } = [];

    /// <summary>The vector of logical indices (uint), for masks.</summary>
    public string Index { get; set; } = "";

    /// <summary>The splatted label (uint) of the row.</summary>
    public string Label { get; set; } = "";

    public string Print(Expression expression) => expression switch
    {
        Program.Value => Value,
        Constant constant => target.Constant(constant.Number),
        Argument argument => target.Splat(argument.Text),
        Load load => Operand(load.Operand),
        RowScalar scalar => RowScalars[scalar.Step],
        LossScale => "lossScale",
        IsLabel => target.And(LabelMask(), target.Constant(1)),
        LabelIsNot not => $"(label == {not.Label.ToString(System.Globalization.CultureInfo.InvariantCulture)} ? {target.Zero} : {target.Constant(1)})",
        DropoutMask mask => target.KeepWhereAtLeast($"VectorMath.Hash({Index}, key)", Threshold(mask.Rate), VectorTarget.Number(1 / (1 - mask.Rate))),
        BatchCount count => target.Splat($"(float)(batch * {VectorTarget.Number((long)count.Pixels)}L)"),
        Unary { Operation: UnaryOperation.SquareRoot or UnaryOperation.Absolute } unary => target.Unary(unary.Operation, Print(unary.Operand)),
        Unary unary => $"VectorMath.{unary.Operation}({Print(unary.Operand)})",
        Binary { Operation: BinaryOperation.Add, Left: Binary { Operation: BinaryOperation.Multiply } product } sum =>
            target.MultiplyAdd(Print(product.Left), Print(product.Right), Print(sum.Right)),
        Binary binary => target.Binary(binary.Operation, Print(binary.Left), Print(binary.Right)),
        Choose { Condition: IsLabel } choose => target.Select(LabelMask(), Print(choose.WhenPositive), Print(choose.Otherwise)),
        Choose choose => target.Choose(Print(choose.Condition), Print(choose.WhenPositive), Print(choose.Otherwise)),
        _ => throw new InvalidOperationException("unknown expression " + expression.GetType().Name),
    };

    private string LabelMask() => $"{(target.Width == 8 ? "Vector256" : "Vector128")}.Equals({Index}, {Label}).AsSingle()";

    /// <summary>Masks keep a lane where its hash is at least rate · 2³².</summary>
    private static string Threshold(float rate) => ((uint)Math.Min(uint.MaxValue, Math.Round((double)rate * 4294967296.0))).ToString(System.Globalization.CultureInfo.InvariantCulture) + "u";
}
