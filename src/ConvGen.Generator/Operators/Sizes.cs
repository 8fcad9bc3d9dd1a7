using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Declaration;
using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>Sizes that may exceed what a buffer holds: counted without overflow, answered with a message.</summary>
internal static class Sizes
{
    /// <summary>The most elements of a tensor, and the most parameters of a network.</summary>
    public const long Most = int.MaxValue;

    /// <summary>The product of positive numbers, or <see cref="long.MaxValue"/> if it is larger.</summary>
    public static long Product(params int[] factors) =>
        factors.Aggregate(1L, (product, factor) => product > long.MaxValue / factor ? long.MaxValue : product * factor);

    /// <summary>The product as messages write it.</summary>
    public static string Text(long product) => product == long.MaxValue ? "more than 9·10¹⁸" : LayerArguments.Text(product);

    /// <summary>A map of these sizes, or null after a report that it is too large.</summary>
    public static Shape? Tensor(int height, int width, int channels, ShapeContext context)
    {
        var shape = Shape.Map(height, width, channels);
        var elements = Product(height, width, channels);
        return elements <= Most ? shape : context.Report("CVG2010", null, $"its {shape} output", Text(elements), "elements");
    }

    /// <summary>True when the parameter tensors together are not too many; else reports.</summary>
    public static bool Check(IReadOnlyList<ParameterShape> parameters, ShapeContext context)
    {
        foreach (var parameter in parameters)
        {
            var count = Product([.. parameter.Dimensions]);
            if (count <= Most)
                continue;
            context.Report("CVG2012", null, Text(count), string.Join("×", parameter.Dimensions.Select(size => LayerArguments.Text(size))));
            return false;
        }

        return true;
    }
}
