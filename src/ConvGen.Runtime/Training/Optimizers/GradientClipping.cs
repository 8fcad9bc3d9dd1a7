using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ConvGen;

/// <summary>Keeps gradients in bounds before a step.</summary>
internal static class GradientClipping
{
    /// <summary>What PyTorch adds to the norm, so that a zero gradient divides by something.</summary>
    private const double NormEpsilon = 1e-6;

    public static void Apply(Span<float> gradients, IReadOnlyList<Range> ranges, float clipValue, float clipNorm)
    {
        if (clipValue < float.PositiveInfinity)
        {
            for (var i = 0; i < ranges.Count; i++)
                Clamp(gradients[ranges[i]], clipValue);
        }

        if (clipNorm < float.PositiveInfinity)
        {
            var squares = 0.0;
            for (var i = 0; i < ranges.Count; i++)
                squares += SumOfSquares(gradients[ranges[i]]);
            var factor = clipNorm / (Math.Sqrt(squares) + NormEpsilon);
            if (factor < 1)
            {
                for (var i = 0; i < ranges.Count; i++)
                    Scale(gradients[ranges[i]], (float)factor);
            }
        }
    }

    private static void Clamp(Span<float> gradients, float limit)
    {
        foreach (ref var gradient in gradients)
            gradient = Math.Clamp(gradient, -limit, limit);
    }

    private static void Scale(Span<float> gradients, float factor)
    {
        foreach (ref var gradient in gradients)
            gradient *= factor;
    }

    /// <summary>In double and in a fixed order: eight lanes, then the lanes one by one.</summary>
    private static double SumOfSquares(ReadOnlySpan<float> gradients)
    {
        var (lower, upper) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var vectors = MemoryMarshal.Cast<float, Vector256<float>>(gradients);
        foreach (var vector in vectors)
        {
            var (low, high) = Vector256.Widen(vector);
            lower += low * low;
            upper += high * high;
        }

        var sum = 0.0;
        for (var lane = 0; lane < Vector256<double>.Count; lane++)
            sum += lower[lane] + upper[lane];
        foreach (var gradient in gradients[(vectors.Length * Vector256<float>.Count)..])
            sum += (double)gradient * gradient;
        return sum;
    }
}
