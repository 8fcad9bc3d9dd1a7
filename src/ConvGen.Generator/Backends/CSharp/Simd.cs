using System.Globalization;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// How kernels spell what they do to vectors: as calls of <c>T</c>, the runtime's description of an instruction set (ILanes), on values of type <c>V</c>, its
/// vector of eight floats. So a kernel is printed once for all sets. Some kernels are printed for vectors of any width: there T and V are the method's own, and
/// its callers say which (<see cref="Narrow"/>, <see cref="Widest"/>).
/// </summary>
internal static class Simd
{
    /// <summary>Floats in a vector.</summary>
    public const int Width = 8;

    public const string Type = "V";

    /// <summary>The floats of a vector, in a method for any width.</summary>
    public const string AnyWidth = "T.Width";

    /// <summary>What stands behind the name of a method for any width, and behind its parameters.</summary>
    public const string TypeParameters = "<T, V>", TypeConstraints = " where T : struct, ILanes<V> where V : struct";

    /// <summary>Which vectors a call of such a method means: the usual ones of eight floats, or the widest that the set has.</summary>
    public const string Narrow = "<T, V>", Widest = "<P, W>";

    /// <summary>True where the widest vectors have sixteen floats; known when the program is compiled.</summary>
    public const string HasWide = "P.Width == 16";

    public const string Zero = "T.Zero";

    public static string Load(string pointer) => $"T.Load({pointer})";

    /// <summary>Eight neighbours, in a vector of any width.</summary>
    public static string LoadEight(string pointer) => $"T.LoadEight({pointer})";

    public static string Store(string pointer, string value) => $"T.Store({pointer}, {value});";

    /// <summary>Past the caches, to a place that is a multiple of the vector's size.</summary>
    public static string StoreStreaming(string pointer, string value) => $"T.StoreStreaming({pointer}, {value});";

    public static string Broadcast(string pointer) => $"T.Broadcast({pointer})";

    public static string Constant(float value) => value == 0 && 1 / value > 0 ? Zero : Splat(Number(value));

    public static string Splat(string scalar) => $"T.Create({scalar})";

    public static string MultiplyAdd(string a, string b, string c) => $"T.MultiplyAdd({a}, {b}, {c})";

    /// <summary>Of minimum and maximum the left operand where either is NaN; so a NaN on the left survives, as in PyTorch.</summary>
    public static string Binary(BinaryOperation operation, string left, string right) => $"T.{operation}({left}, {right})";

    public static string Unary(UnaryOperation operation, string operand) => $"T.{operation}({operand})";

    /// <summary>Lane by lane: <paramref name="yes"/> where condition &gt; 0.</summary>
    public static string Choose(string condition, string yes, string no) => Select($"T.GreaterThan({condition}, {Zero})", yes, no);

    public static string EqualTo(string left, string right) => $"T.EqualTo({left}, {right})";

    public static string Unordered(string left, string right) => $"T.Unordered({left}, {right})";

    public static string EqualBits(string left, string right) => $"T.EqualBits({left}, {right})";

    public static string Select(string mask, string yes, string no) => $"T.Select({mask}, {yes}, {no})";

    public static string And(string left, string right) => $"T.And({left}, {right})";

    public static string Or(string left, string right) => $"T.Or({left}, {right})";

    public static string AndNot(string mask, string value) => $"T.AndNot({mask}, {value})";

    /// <summary>The logical indices of a vector's elements, as bits.</summary>
    public static string Indices(string first, int step) => $"T.Indices((uint)({first}), {Number(step)}u)";

    /// <summary>All bits set in the first <paramref name="lanes"/> lanes.</summary>
    public static string Mask(int lanes) => $"T.First({Number(lanes)})";

    /// <summary>Writes only the first <paramref name="lanes"/> lanes: the others belong to somebody else.</summary>
    public static string StoreFirst(string pointer, string value, int lanes) => $"T.StoreFirst({pointer}, {value}, {Number(lanes)});";

    public static string Gather(string pointer, long step, int lanes) => $"T.Gather({pointer}, {Number(step)}, {Number(lanes)})";

    public static string Fold(RowFold fold, string vector) => fold == RowFold.Sum ? $"T.Sum({vector})" : $"T.MaxAcross({vector})";

    public static string Scalar(string vector) => $"T.ToScalar({vector})";

    public static string Number(float value) => float.IsNegativeInfinity(value) ? "float.NegativeInfinity" : value.ToString("R", CultureInfo.InvariantCulture) + "f";

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
