using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Declaration;

namespace ConvGen.Generator.Graph;

/// <summary>Declaration → graph with shapes, or what is wrong with it. The analyzer and the compiler both begin here.</summary>
internal static class FrontEnd
{
    /// <summary>The network's graph; null where it cannot be compiled, either because of a problem reported here or because the declaration is not whole.</summary>
    public static NetworkGraph? Build(NetworkDeclaration declaration, ICollection<Problem> problems)
    {
        var found = new List<Problem>();
        CheckOrder(declaration, found);

        var builder = new GraphBuilder(declaration, found);
        var graph = builder.Build();
        if (graph is not null)
            builder.CheckLoss(graph);

        foreach (var problem in found)
            problems.Add(problem);
        return found.All(problem => problem.IsWarning) ? graph : null;
    }

    /// <summary>Attributes are read top to bottom: input, layers, one loss.</summary>
    private static void CheckOrder(NetworkDeclaration declaration, List<Problem> problems)
    {
        // An attribute that the compiler rejects may have been meant as anything.
        if (declaration.Layers.All(layer => layer.IsWhole))
        {
            if (declaration.Inputs.Count == 0)
                Report("CVG1005", Place.Class, declaration.Name);
            else if (declaration.Layers.Count == 0 && declaration.Tensors.Count == 0)
                Report("CVG1007", Place.Class, declaration.Name);
        }

        foreach (var second in declaration.Losses.Skip(1))
            Report("CVG1008", second.Place, second.Kind, declaration.Losses[0].Kind);

        var layers = declaration.Layers.Where(layer => layer.IsWhole).ToArray();
        if (layers.Length == 0)
            return;
        if (declaration.Inputs.Count > 0 && declaration.Inputs[0] is var input && input.Place.Attribute > layers[0].Place.Attribute)
            Report("CVG1014", input.Place, "[Input]", "below", layers[0].Kind, "above the first layer");
        var last = layers[layers.Length - 1];
        if (declaration.Losses.Count > 0 && declaration.Losses[0].Place.Attribute < last.Place.Attribute)
            Report("CVG1014", declaration.Losses[0].Place, $"[{declaration.Losses[0].Kind}]", "above", last.Kind, "below the last layer");

        void Report(string id, Place place, params string[] arguments) => problems.Add(new Problem(id, new EquatableArray<string>(arguments), place));
    }
}
