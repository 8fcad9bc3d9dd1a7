namespace ConvGen.Generator.Operators;

/// <summary>What normalisations have in common.</summary>
internal static class NormalizationArguments
{
    /// <summary>What keeps a divisor from being 0: above 0, also as a float, and finite.</summary>
    public static float Epsilon(LayerArguments arguments, float otherwise)
    {
        var epsilon = arguments.Float("Epsilon", otherwise);
        if (epsilon > 0 && !float.IsPositiveInfinity(epsilon))
            return epsilon;
        arguments.Report("CVG2018", "Epsilon", "Epsilon", LayerArguments.Text(epsilon), "above 0 and finite");
        return otherwise;
    }
}
