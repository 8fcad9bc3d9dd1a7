using Microsoft.CodeAnalysis;

namespace ConvGen.Generator.Diagnostics;

/// <summary>What can be wrong with a network's class and the attributes on it.</summary>
internal static class ClassRules
{
    private const string Category = "ConvGen.Declaration";

    public static readonly DiagnosticDescriptor NotPartial = new(
        "CVG1001",
        "A network is a partial class",
        "Network '{0}' must be partial, so that the compiler can add its code. Write 'partial class {0}'.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor Nested = new(
        "CVG1002",
        "A network is declared directly in a namespace",
        "Network '{0}' is nested in '{1}'. Declare it directly in a namespace.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor Generic = new(
        "CVG1003",
        "A network is not generic",
        "Network '{0}' is generic, but the sizes of a network are fixed when it is compiled. Remove the type parameters.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor SpecialClass = new(
        "CVG1004",
        "A network is an ordinary class",
        "Network '{0}' is {1}. Declare it as an ordinary partial class.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NoInput = new(
        "CVG1005",
        "A network has an input",
        "Network '{0}' has no input. Put [Input(height, width, channels)] or [Input(features)] above its first layer.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor SecondInput = new(
        "CVG1006",
        "Inputs beside the first have names",
        "Network '{0}' has an input already, and this one has no name to tell it by. Give it one, for example Name = \"right\", or remove it.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NoLayers = new(
        "CVG1007",
        "A network has layers",
        "Network '{0}' has no layers. Put layers such as [Conv2D(16, 3)] or [Dense(10)] below [Input].",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor SecondLoss = new(
        "CVG1008",
        "A network has one loss",
        "{0} is a second loss beside {1}. Keep one of them.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor SpreadLayers = new(
        "CVG1009",
        "Layers stand on one declaration",
        "The {2} of '{0}' are spread over two partial declarations ({1}), so that their order is open. Put all of them on one declaration.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor DuplicateName = new(
        "CVG1010",
        "Layer names are unique",
        "{0}: another layer above is named '{1}' too. Names are keys of weight files; choose another.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor InvalidName = new(
        "CVG1011",
        "A layer's name can be a key",
        "{0} '{1}': this name cannot be part of a key such as conv1.weight. Use letters, digits, '_' and '-', with single dots between them.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NotANetwork = new(
        "CVG1012",
        "Layers stand on a network",
        "{0} stands on '{1}', which is not a network. Add [Network] to the class.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor UnknownLayer = new(
        "CVG1013",
        "Layers are ConvGen's",
        "{0} is not a layer or loss that ConvGen can compile. Use the layers of namespace ConvGen.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor OutOfOrder = new(
        "CVG1014",
        "Input, layers, loss",
        "{0} stands {1} {2}, but attributes are read top to bottom: input, layers, loss. Move it {3}.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor LayersOnBoth = new(
        "CVG1015",
        "Layers stand on the class or on its properties",
        "{0} stands on '{1}', but the layers of '{1}' stand on its properties ('{2}' is one). Move it to a property, or make '{2}' no tensor.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor GeneratedMember = new(
        "CVG1016",
        "Generated members are ConvGen's to write",
        "Network '{0}': {1} is ConvGen's to write. {2}.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static DiagnosticDescriptor[] All =>
    [
        NotPartial, Nested, Generic, SpecialClass, NoInput, SecondInput, NoLayers, SecondLoss, SpreadLayers, DuplicateName,
        InvalidName, NotANetwork, UnknownLayer, OutOfOrder, LayersOnBoth, GeneratedMember,
    ];
}
