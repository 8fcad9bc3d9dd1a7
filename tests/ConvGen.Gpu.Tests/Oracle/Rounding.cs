namespace ConvGen.Tests.Gpu.Oracle;

/// <summary>What tensor cores multiply instead of two numbers of single precision.</summary>
internal static class Rounding
{
    /// <summary>The product that is added for a · b; <see cref="Precision.Default"/> stands for the exact one.</summary>
    public static double Product(float a, float b, Precision precision)
    {
        switch (precision)
        {
            case Precision.TensorFloat32:
                return Tf32(a) * Tf32(b);
            case Precision.BFloat16:
                return Bf16(a) * Bf16(b);
            case Precision.Float32:
                var (bigA, bigB) = (Tf32(a), Tf32(b));
                var (smallA, smallB) = (Tf32((float)(a - bigA)), Tf32((float)(b - bigB)));
                return (bigA * bigB) + (smallA * bigB) + (bigA * smallB);
            default:
                return (double)a * b;
        }
    }

    /// <summary>To 10 bits behind the point; what is as near to two goes to the larger in size.</summary>
    public static double Tf32(float value) => float.IsFinite(value) ? BitConverter.UInt32BitsToSingle((BitConverter.SingleToUInt32Bits(value) + 0x1000) & ~0x1FFFu) : value;

    /// <summary>To 7 bits behind the point; what is as near to two goes to the even one.</summary>
    public static double Bf16(float value)
    {
        if (!float.IsFinite(value))
            return value;
        var bits = BitConverter.SingleToUInt32Bits(value);
        return BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
    }
}
