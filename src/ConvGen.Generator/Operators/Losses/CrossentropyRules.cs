using ConvGen.Generator.Graph;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

/// <summary>What the cross-entropies share: how arguments and outputs are checked, and where probabilities end.</summary>
internal static class CrossentropyRules
{
    /// <summary>Probabilities count as at least this much, as in Keras, so that neither the logarithm nor its gradient is infinite.</summary>
    private const float LeastProbability = 1e-7f;

    /// <summary>At least two classes, and a softmax exactly where probabilities are expected.</summary>
    public static bool CheckClasses(ShapeContext context, bool fromLogits)
    {
        if (context.Input.Channels < 2)
        {
            context.Report("CVG2013", null, context.Input.ToString(), context.Source.Label);
            return false;
        }

        var isNormalised = context.Source.Operator is Softmax;
        if (fromLogits && isNormalised)
            context.Warn("CVG2014", null, context.Source.Label);
        if (!fromLogits && !isNormalised)
            context.Warn("CVG2015", "FromLogits", context.Source.Label);
        return true;
    }

    public static float Smoothing(LayerArguments arguments)
    {
        var smoothing = arguments.Float("LabelSmoothing", 0);
        if (!(smoothing >= 0 && smoothing < 1))
            arguments.Report("CVG2018", "LabelSmoothing", "LabelSmoothing", LayerArguments.Text(smoothing), "at least 0 and less than 1");
        return smoothing;
    }

    /// <summary>The target drawn to the even distribution over <paramref name="classes"/>.</summary>
    public static Expression Smoothed(Expression target, float smoothing, int classes) =>
        smoothing == 0 ? target : (target * (1 - smoothing)) + (smoothing / classes);

    /// <summary>
    /// The probability as logarithm and gradient take it. The gradient divides by it too: below the limit it keeps pushing, where that of the limited
    /// value would be 0 and a saturated wrong answer would stay.
    /// </summary>
    public static Expression Limited(Expression probability) => new Binary(BinaryOperation.Maximum, probability, LeastProbability);
}
