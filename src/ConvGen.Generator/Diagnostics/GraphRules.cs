using Microsoft.CodeAnalysis;

namespace ConvGen.Generator.Diagnostics;

/// <summary>What can be wrong with how tensors are wired: names, properties, inputs and outputs.</summary>
internal static class GraphRules
{
    private const string Category = "ConvGen.Graph";

    public static readonly DiagnosticDescriptor UnknownTensor = new(
        "CVG1017",
        "Tensors are called by their names",
        "{0}: there is no tensor '{1}'. Use {2}.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor Circle = new(
        "CVG1018",
        "No tensor is made from itself",
        "{0}: {1}. Start one of them from another tensor.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor PropertyForm = new(
        "CVG1019",
        "A tensor is a partial property",
        "Property '{0}' {1}. A tensor is declared as 'public partial Activations {0} {{ get; }}'.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NoLayersOnProperty = new(
        "CVG1020",
        "A tensor has layers",
        "Property '{0}' has no layers. Put layers such as [Conv2D(16, 3)] above it, or remove it.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor UnusedTensor = new(
        "CVG1021",
        "Tensors are used",
        "Nothing uses tensor '{0}', and it is no output, so that its layers are not trained. Use it, mark it [Output], or remove it.",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor SameName = new(
        "CVG1022",
        "Tensors have names of their own",
        "[Input] '{0}': {1} has this name too. Choose another.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor UnusedInput = new(
        "CVG1023",
        "Inputs lead to an output",
        "{0} leads to no output. Use it with [From], or remove it.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor UnknownOutput = new(
        "CVG1024",
        "A loss is of an output",
        "{0}: '{1}' is no output. Use {2}.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor FewOperands = new(
        "CVG1025",
        "A merge has several tensors",
        "{0}: needs at least {1} tensors, but gets {2}. Name the others, for example [Add(nameof(Body), nameof(Shortcut))].",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor InputName = new(
        "CVG1026",
        "An input's name is an identifier",
        "[Input] '{0}': this name cannot be a parameter of Predict. Use letters, digits and '_', a letter first.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor LossOfWhich = new(
        "CVG1027",
        "With several outputs a loss says of which",
        "{0}: the network has several outputs ({1}). Say which one it is for, for example Of = nameof({2}).",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor SameKey = new(
        "CVG1028",
        "Parameters have keys of their own",
        "{0}: its key '{1}' is that of {2} too. Keys tell parameters apart in weight files; rename one of the layers.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static DiagnosticDescriptor[] All =>
    [
        UnknownTensor, Circle, PropertyForm, NoLayersOnProperty, UnusedTensor, SameName,
        UnusedInput, UnknownOutput, FewOperands, InputName, LossOfWhich, SameKey,
    ];
}
