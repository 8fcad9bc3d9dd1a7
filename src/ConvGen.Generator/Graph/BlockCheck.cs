using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Declaration;
using ConvGen.Generator.Operators;

namespace ConvGen.Generator.Graph;

/// <summary>What is wrong with a block whatever its use: its form, its names, its expressions, arguments that are plain numbers. Shapes show at uses only.</summary>
internal static class BlockCheck
{
    /// <summary>A block's tensors; a sequence is one without a name.</summary>
    public static IReadOnlyList<TensorDeclaration> Tensors(BlockDeclaration block) =>
        block.Tensors.Count > 0 ? block.Tensors : [new TensorDeclaration("", "", null, false, block.Layers, Place.Class)];

    public static IReadOnlyList<Problem> Run(BlockDeclaration block, BlockLibrary library)
    {
        var problems = new List<Problem>(block.Problems);
        CheckForm(block, problems);
        var tensors = Tensors(block);
        var wiring = new Wiring([""], tensors, problems);
        if (problems.Count == 0)
            CheckUse(wiring, problems);

        var names = new LayerNames("", wiring.Layers, new HashSet<string>(StringComparer.Ordinal));
        foreach (var tensor in wiring.Tensors)
            for (var index = 0; index < tensor.Declaration.Layers.Count; index++)
            {
                var layer = tensor.Declaration.Layers[index];
                if (layer.IsWhole)
                    CheckLayer(layer, tensor.Named[index].Count + (index == 0 && tensor.StartsWithNames ? 0 : 1), block, library, names, problems);
            }

        return problems;
    }

    private static void CheckForm(BlockDeclaration block, List<Problem> problems)
    {
        if (block.Layers.Count > 0 && block.Tensors.Count > 0)
            problems.Add(new Problem("CVG1015", new EquatableArray<string>([Short(block.Layers[0].Kind), block.Name, block.Tensors[0].PlainName]), block.Layers[0].Place));
        else if (block.Layers.Count == 0 && block.Tensors.Count == 0)
            Report(Place.Class, "it has no layers", "Put layers such as [Conv2D(nameof(Filters), 3)] on the class, or on properties of type BlockTensor");
        foreach (var tensor in block.Tensors.Where(tensor => tensor.Layers.Count == 0))
            Report(tensor.Place, $"'{tensor.PlainName}' has no layers", "Put layers above it, or remove it");

        void Report(Place place, string fault, string cure) => problems.Add(new Problem("CVG1030", new EquatableArray<string>([block.Name, fault, cure]), place));
    }

    private static void CheckUse(Wiring wiring, List<Problem> problems)
    {
        var read = new HashSet<int>(wiring.Tensors.SelectMany(tensor => tensor.Sources).Where(source => source is { IsInput: false }).Select(source => source!.Value.Index));
        for (var index = 0; index < wiring.Tensors.Count - 1; index++)
            if (!read.Contains(index))
                problems.Add(new Problem("CVG1021", new EquatableArray<string>([wiring.Tensors[index].Declaration.PlainName]), wiring.Tensors[index].Declaration.Place, IsWarning: true));
    }

    private static void CheckLayer(LayerDeclaration layer, int operands, BlockDeclaration block, BlockLibrary library, LayerNames names, List<Problem> problems)
    {
        var inner = library.Find(layer.Kind);
        var named = layer with { Kind = Short(layer.Kind) };
        var name = "";

        // Two layers of one name may exclude each other, and a repeated block's name is a pattern.
        if (inner is null && !layer.Has("When"))
            name = names.Next(layer, problems);
        else if (layer.Word("Name") is null)
            names.Skip(named);
        var label = name.Length > 0 ? $"{layer.Kind} '{name}'" : named.Kind;
        var before = problems.Count;
        foreach (var argument in layer.Arguments)
            if (argument.Value is Formula formula)
                CheckFormula(formula, argument.Name, layer, label, block, problems);
        var arguments = new LayerArguments(layer, label, problems);
        arguments.CheckValues();
        if (inner is not null)
        {
            if (Uses(inner, block.Kind, library, []))
                problems.Add(new Problem("CVG1035", new EquatableArray<string>([block.Name, inner == block ? "itself" : $"{inner.Name}, which contains it again"]), layer.Place));
            return;
        }

        if (problems.Count > before || layer.Arguments.Any(argument => argument.Value is Formula && argument.Name != "When"))
            return;
        if (OperatorCatalog.CreateOperator(layer.Kind, arguments) is not { } op)
            problems.Add(new Problem("CVG1013", new EquatableArray<string>([layer.Kind]), layer.Place));
        else if (operands < op.LeastOperands)
            arguments.Report("CVG1025", null, LayerArguments.Text(op.LeastOperands), LayerArguments.Text(operands));
    }

    private static void CheckFormula(Formula formula, string argument, LayerDeclaration layer, string label, BlockDeclaration block, List<Problem> problems)
    {
        if (formula.Fault is { } fault)
        {
            problems.Add(new Problem("CVG1032", new EquatableArray<string>([label, argument, formula.Text, fault]), layer.Place, argument));
            return;
        }

        var known = block.Parameters.Select(parameter => parameter.Name).ToList();
        if (FormulaValue.Names(formula).FirstOrDefault(name => !name.StartsWith("Input.", StringComparison.Ordinal) && !known.Contains(name)) is not { } unknown)
            return;
        var nearest = NearestName.To(unknown, known);
        var cure = nearest ?? string.Join(" or ", known.Append("Input.Height, Input.Width, Input.Channels"));
        problems.Add(new Problem("CVG1033", new EquatableArray<string>([label, argument, block.Name, unknown, cure]), layer.Place, argument) { Suggestion = nearest, Misspelt = unknown });
    }

    private static bool Uses(BlockDeclaration block, string kind, BlockLibrary library, HashSet<string> met) =>
        block.Kind == kind
        || (met.Add(block.Kind) && BlockLibrary.Layers(block).Select(layer => library.Find(layer.Kind)).Any(inner => inner is not null && Uses(inner, kind, library, met)));

    private static string Short(string kind) => kind.Substring(kind.LastIndexOf('.') + 1);
}
