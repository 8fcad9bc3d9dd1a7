using System.Runtime.Intrinsics;

namespace ConvGen.Tests.Ptx;

/// <summary>An operation on one float.</summary>
internal interface IFloatUnary
{
    static abstract float Apply(float a);

    static abstract double Apply(double a);
}

/// <summary>An operation on two floats, of which eight may be done at once.</summary>
internal interface IFloatBinary
{
    static abstract bool HasVector { get; }

    static abstract float Apply(float a, float b);

    static abstract double Apply(double a, double b);

    static abstract Vector256<float> Apply(Vector256<float> a, Vector256<float> b);
}

internal readonly struct FloatAdd : IFloatBinary
{
    public static bool HasVector => true;

    public static float Apply(float a, float b) => a + b;

    public static double Apply(double a, double b) => a + b;

    public static Vector256<float> Apply(Vector256<float> a, Vector256<float> b) => a + b;
}

internal readonly struct FloatSub : IFloatBinary
{
    public static bool HasVector => true;

    public static float Apply(float a, float b) => a - b;

    public static double Apply(double a, double b) => a - b;

    public static Vector256<float> Apply(Vector256<float> a, Vector256<float> b) => a - b;
}

internal readonly struct FloatMul : IFloatBinary
{
    public static bool HasVector => true;

    public static float Apply(float a, float b) => a * b;

    public static double Apply(double a, double b) => a * b;

    public static Vector256<float> Apply(Vector256<float> a, Vector256<float> b) => a * b;
}

internal readonly struct FloatDiv : IFloatBinary
{
    public static bool HasVector => false;

    public static float Apply(float a, float b) => a / b;

    public static double Apply(double a, double b) => a / b;

    public static Vector256<float> Apply(Vector256<float> a, Vector256<float> b) => a / b;
}

/// <summary>The number, where one operand is none; -0 lies below +0.</summary>
internal readonly struct FloatMin : IFloatBinary
{
    public static bool HasVector => false;

    public static float Apply(float a, float b) => float.MinNumber(a, b);

    public static double Apply(double a, double b) => double.MinNumber(a, b);

    public static Vector256<float> Apply(Vector256<float> a, Vector256<float> b) => Vector256.MinNumber(a, b);
}

internal readonly struct FloatMax : IFloatBinary
{
    public static bool HasVector => false;

    public static float Apply(float a, float b) => float.MaxNumber(a, b);

    public static double Apply(double a, double b) => double.MaxNumber(a, b);

    public static Vector256<float> Apply(Vector256<float> a, Vector256<float> b) => Vector256.MaxNumber(a, b);
}

/// <summary>min.NaN: no number, where one operand is none.</summary>
internal readonly struct FloatMinNaN : IFloatBinary
{
    public static bool HasVector => false;

    public static float Apply(float a, float b) => MathF.Min(a, b);

    public static double Apply(double a, double b) => Math.Min(a, b);

    public static Vector256<float> Apply(Vector256<float> a, Vector256<float> b) => Vector256.Min(a, b);
}

internal readonly struct FloatMaxNaN : IFloatBinary
{
    public static bool HasVector => false;

    public static float Apply(float a, float b) => MathF.Max(a, b);

    public static double Apply(double a, double b) => Math.Max(a, b);

    public static Vector256<float> Apply(Vector256<float> a, Vector256<float> b) => Vector256.Max(a, b);
}

/// <summary>copysign: the second operand with the first one's sign.</summary>
internal readonly struct FloatCopySign : IFloatBinary
{
    public static bool HasVector => false;

    public static float Apply(float a, float b) => MathF.CopySign(b, a);

    public static double Apply(double a, double b) => Math.CopySign(b, a);

    public static Vector256<float> Apply(Vector256<float> a, Vector256<float> b) => Vector256.CopySign(b, a);
}

internal readonly struct FloatAbs : IFloatUnary
{
    public static float Apply(float a) => MathF.Abs(a);

    public static double Apply(double a) => Math.Abs(a);
}

internal readonly struct FloatNeg : IFloatUnary
{
    public static float Apply(float a) => -a;

    public static double Apply(double a) => -a;
}

internal readonly struct FloatRcp : IFloatUnary
{
    public static float Apply(float a) => 1 / a;

    public static double Apply(double a) => 1 / a;
}

internal readonly struct FloatSqrt : IFloatUnary
{
    public static float Apply(float a) => MathF.Sqrt(a);

    public static double Apply(double a) => Math.Sqrt(a);
}

internal readonly struct FloatRsqrt : IFloatUnary
{
    public static float Apply(float a) => (float)(1 / Math.Sqrt(a));

    public static double Apply(double a) => 1 / Math.Sqrt(a);
}

internal readonly struct FloatEx2 : IFloatUnary
{
    public static float Apply(float a) => (float)Math.Pow(2, a);

    public static double Apply(double a) => Math.Pow(2, a);
}

internal readonly struct FloatLg2 : IFloatUnary
{
    public static float Apply(float a) => (float)Math.Log2(a);

    public static double Apply(double a) => Math.Log2(a);
}

internal readonly struct FloatSin : IFloatUnary
{
    public static float Apply(float a) => (float)Math.Sin(a);

    public static double Apply(double a) => Math.Sin(a);
}

internal readonly struct FloatCos : IFloatUnary
{
    public static float Apply(float a) => (float)Math.Cos(a);

    public static double Apply(double a) => Math.Cos(a);
}

internal readonly struct FloatTanh : IFloatUnary
{
    public static float Apply(float a) => (float)Math.Tanh(a);

    public static double Apply(double a) => Math.Tanh(a);
}
