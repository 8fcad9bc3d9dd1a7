using System.Globalization;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// One instruction set's spelling. AVX2 kernels use Avx and Fma on pointers only (Vector256.Load and Store are inlined calls, and too many of them in one
/// method stay calls); the portable ones use Vector128, which is AdvSimd on Arm.
/// </summary>
internal sealed class VectorTarget
{
    private readonly bool _wide;

    private VectorTarget(bool wide) => _wide = wide;

    public static VectorTarget Avx2 { get; } = new(wide: true);

    public static VectorTarget Vector128 { get; } = new(wide: false);

    /// <summary>The runtime's name of the set.</summary>
    public string Name => _wide ? "Avx2" : "Vector128";

    /// <summary>Floats in a vector.</summary>
    public int Width => _wide ? 8 : 4;

    public string Type => _wide ? "Vector256<float>" : "Vector128<float>";

    public string Zero => Type + ".Zero";

    private string Class => _wide ? "Vector256" : "Vector128";

    /// <summary>
    /// Register tiles: rows for a half panel of 8 columns, so that sums, columns and a broadcast fit the registers: 16 of AVX2, 32 of Arm. A full panel
    /// takes six rows on both (12 of 16 and 24 of 32 registers hold sums).
    /// </summary>
    public int RowsOfHalfPanel => _wide ? 14 : 12;

    public string Load(string pointer) => _wide ? $"Avx.LoadVector256({pointer})" : $"*(Vector128<float>*)({pointer})";

    public string Store(string pointer, string value) => _wide ? $"Avx.Store({pointer}, {value});" : $"*(Vector128<float>*)({pointer}) = {value};";

    public string Broadcast(string pointer) => _wide ? $"Avx.BroadcastScalarToVector256({pointer})" : $"Vector128.Create(*({pointer}))";

    public string Constant(float value) => value == 0 && 1 / value > 0 ? Zero : $"{Class}.Create({Number(value)})";

    public string Splat(string scalar) => $"{Class}.Create({scalar})";

    /// <summary>a · b + c, rounded once where the processor can.</summary>
    public string MultiplyAdd(string a, string b, string c) => _wide ? $"Fma.MultiplyAdd({a}, {b}, {c})" : $"Vector128.MultiplyAddEstimate({a}, {b}, {c})";

    public string Binary(BinaryOperation operation, string left, string right) => (operation, _wide) switch
    {
        (BinaryOperation.Add, true) => $"Avx.Add({left}, {right})",
        (BinaryOperation.Subtract, true) => $"Avx.Subtract({left}, {right})",
        (BinaryOperation.Multiply, true) => $"Avx.Multiply({left}, {right})",
        (BinaryOperation.Divide, true) => $"Avx.Divide({left}, {right})",
        (BinaryOperation.Minimum, true) => $"Avx.Min({right}, {left})",
        // The hardware gives its second operand where either is NaN; so a NaN on the left survives, as in PyTorch.
        (_, true) => $"Avx.Max({right}, {left})",
        (BinaryOperation.Add, false) => $"({left} + {right})",
        (BinaryOperation.Subtract, false) => $"({left} - {right})",
        (BinaryOperation.Multiply, false) => $"({left} * {right})",
        (BinaryOperation.Divide, false) => $"({left} / {right})",
        (BinaryOperation.Minimum, false) => Select(GreaterThan(left, right), right, left),
        _ => Select(GreaterThan(right, left), right, left),
    };

    /// <summary>The operations that are instructions; the others are calls of VectorMath.</summary>
    public string Unary(UnaryOperation operation, string operand) => operation == UnaryOperation.SquareRoot
        ? _wide ? $"Avx.Sqrt({operand})" : $"Vector128.Sqrt({operand})"
        : _wide ? $"Avx.AndNot(Vector256.Create(-0f), {operand})" : $"Vector128.Abs({operand})";

    /// <summary>Lane by lane: <paramref name="yes"/> where condition &gt; 0.</summary>
    public string Choose(string condition, string yes, string no) => Select(GreaterThan(condition, Zero), yes, no);

    public string GreaterThan(string left, string right) => _wide ? $"Avx.CompareGreaterThan({left}, {right})" : $"Vector128.GreaterThan({left}, {right})";

    public string EqualTo(string left, string right) => _wide ? $"Avx.CompareEqual({left}, {right})" : $"Vector128.Equals({left}, {right})";

    public string Select(string mask, string yes, string no) => _wide ? $"Avx.BlendVariable({no}, {yes}, {mask})" : $"Vector128.ConditionalSelect({mask}, {yes}, {no})";

    public string And(string left, string right) => _wide ? $"Avx.And({left}, {right})" : $"({left} & {right})";

    public string Or(string left, string right) => _wide ? $"Avx.Or({left}, {right})" : $"({left} | {right})";

    public string AndNot(string mask, string value) => _wide ? $"Avx.AndNot({mask}, {value})" : $"Vector128.AndNot({value}, {mask})";

    /// <summary>Lanes 0, 1, 2 … times a step, as uint.</summary>
    public string LaneIndices(int step)
    {
        var lanes = new string[Width];
        for (var i = 0; i < Width; i++)
            lanes[i] = (i * step).ToString(CultureInfo.InvariantCulture) + "u";
        return $"{Class}.Create({string.Join(", ", lanes)})";
    }

    public string KeepWhereAtLeast(string hash, string threshold, string scale) =>
        $"({Class}.GreaterThanOrEqual({hash}, {Class}.Create({threshold})).AsSingle() & {Class}.Create({scale}))";

    /// <summary>All bits set in the first <paramref name="lanes"/> lanes.</summary>
    public string Mask(int lanes)
    {
        var bits = new string[Width];
        for (var i = 0; i < Width; i++)
            bits[i] = i < lanes ? "-1" : "0";
        return $"{Class}.Create({string.Join(", ", bits)}).AsSingle()";
    }

    /// <summary>Writes only the first <paramref name="lanes"/> lanes: the others belong to somebody else.</summary>
    public System.Collections.Generic.IEnumerable<string> StoreFirst(string pointer, string value, int lanes)
    {
        if (_wide)
        {
            yield return $"Avx.MaskStore({pointer}, {Mask(lanes)}, {value});";
            yield break;
        }

        for (var i = 0; i < lanes; i++)
            yield return $"*({pointer} + {i.ToString(CultureInfo.InvariantCulture)}) = {value}.GetElement({i.ToString(CultureInfo.InvariantCulture)});";
    }

    public string Fold(RowFold fold, string vector) => fold == RowFold.Sum ? $"{Class}.Sum({vector})" : $"VectorMath.MaxAcross({vector})";

    public static string Number(float value) => float.IsNegativeInfinity(value) ? "float.NegativeInfinity" : value.ToString("R", CultureInfo.InvariantCulture) + "f";

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
