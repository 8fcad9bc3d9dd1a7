using System.Runtime.Intrinsics;

namespace ConvGen.Tests.Ptx;

/// <summary>What happens to 32-bit floats on their way in and out.</summary>
internal interface IFloatMode
{
    static abstract bool IsPlain { get; }

    static abstract float In(float value);

    static abstract float Out(float value);
}

/// <summary>Nothing, but that a result that is no number has the bits that processors give it.</summary>
internal readonly struct PlainMode : IFloatMode
{
    public static bool IsPlain => true;

    public static float In(float value) => value;

    public static float Out(float value) => FloatMode.Canonical(value);
}

/// <summary>.ftz.</summary>
internal readonly struct FlushMode : IFloatMode
{
    public static bool IsPlain => false;

    public static float In(float value) => FloatMode.Flush(value);

    public static float Out(float value) => FloatMode.Flush(FloatMode.Canonical(value));
}

/// <summary>.sat.</summary>
internal readonly struct SaturateMode : IFloatMode
{
    public static bool IsPlain => false;

    public static float In(float value) => value;

    public static float Out(float value) => FloatMode.Saturate(value);
}

/// <summary>.ftz.sat.</summary>
internal readonly struct FlushSaturateMode : IFloatMode
{
    public static bool IsPlain => false;

    public static float In(float value) => FloatMode.Flush(value);

    public static float Out(float value) => FloatMode.Saturate(FloatMode.Flush(value));
}

internal static class FloatMode
{
    public static float NaN => BitConverter.UInt32BitsToSingle(0x7FFFFFFF);

    public static float Canonical(float value) => float.IsNaN(value) ? NaN : value;

    public static Vector256<float> Canonical(Vector256<float> value) => Vector256.ConditionalSelect(Vector256.Equals(value, value), value, Vector256.Create(0x7FFFFFFFu).AsSingle());

    /// <summary>Subnormal numbers become zero and keep their sign.</summary>
    public static float Flush(float value) => float.IsSubnormal(value) ? MathF.CopySign(0, value) : value;

    /// <summary>To 0..1; what is no number becomes 0.</summary>
    public static float Saturate(float value) => value > 0 ? Math.Min(value, 1) : 0;
}
