using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ConvGen;

/// <summary>What an optimiser does to eight parameters at a time. Implemented by structs that hold the step's constants.</summary>
internal interface IUpdateRule
{
    /// <summary>How many numbers of state the rule keeps for each parameter: 0, 1 or 2.</summary>
    static abstract int StateCount { get; }

    /// <summary>The new values; state is changed in place. State beyond <see cref="StateCount"/> is zero and ignored.</summary>
    Vector256<float> Apply(Vector256<float> values, Vector256<float> gradients, ref Vector256<float> first, ref Vector256<float> second);
}

/// <summary>The loop of all optimisers, written once: load, apply the rule, store; the last few through a padded copy.</summary>
internal static class UpdateRule
{
    private const int Lanes = 8;

    public static void Run<TRule>(TRule rule, ParameterSlice slice)
        where TRule : struct, IUpdateRule
    {
        var values = slice.Values;
        var gradients = slice.Gradients;
        var first = TRule.StateCount > 0 ? slice.State(0) : default;
        var second = TRule.StateCount > 1 ? slice.State(1) : default;

        var whole = values.Length / Lanes * Lanes;
        Vectors(rule, values[..whole], gradients[..whole], first, second);
        if (whole < values.Length)
            Tail(rule, values[whole..], gradients[whole..], first.IsEmpty ? first : first[whole..], second.IsEmpty ? second : second[whole..]);
    }

    // Optimised from the first call: tiered compilation would run the first dozens of steps ten times slower.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Vectors<TRule>(TRule rule, Span<float> values, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second)
        where TRule : struct, IUpdateRule
    {
        ref var value = ref MemoryMarshal.GetReference(values);
        ref var gradient = ref MemoryMarshal.GetReference(gradients);
        ref var state1 = ref MemoryMarshal.GetReference(first);
        ref var state2 = ref MemoryMarshal.GetReference(second);
        for (nuint i = 0; i < (nuint)values.Length; i += Lanes)
        {
            var s1 = TRule.StateCount > 0 ? Vector256.LoadUnsafe(ref state1, i) : default;
            var s2 = TRule.StateCount > 1 ? Vector256.LoadUnsafe(ref state2, i) : default;
            var result = rule.Apply(Vector256.LoadUnsafe(ref value, i), Vector256.LoadUnsafe(ref gradient, i), ref s1, ref s2);
            result.StoreUnsafe(ref value, i);
            if (TRule.StateCount > 0)
                s1.StoreUnsafe(ref state1, i);
            if (TRule.StateCount > 1)
                s2.StoreUnsafe(ref state2, i);
        }
    }

    private static void Tail<TRule>(TRule rule, Span<float> values, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second)
        where TRule : struct, IUpdateRule
    {
        Span<float> room = stackalloc float[4 * Lanes];
        var v = room[..Lanes];
        var g = room.Slice(Lanes, Lanes);
        var s1 = room.Slice(2 * Lanes, Lanes);
        var s2 = room.Slice(3 * Lanes, Lanes);
        values.CopyTo(v);
        gradients.CopyTo(g);
        first.CopyTo(s1);
        second.CopyTo(s2);
        Vectors(rule, v, g, s1, s2);
        v[..values.Length].CopyTo(values);
        s1[..first.Length].CopyTo(first);
        s2[..second.Length].CopyTo(second);
    }
}
