using Microsoft.CodeAnalysis;

namespace ConvGen.Generator.Diagnostics;

/// <summary>What can be wrong with a layer's arguments, and with shapes.</summary>
internal static class LayerRules
{
    private const string Category = "ConvGen.Layers";

    public static readonly DiagnosticDescriptor NotPositive = new(
        "CVG2001",
        "Sizes and counts are at least 1",
        "{0}: {1} is {2}. It must be at least 1.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NegativePadding = new(
        "CVG2002",
        "Padding is not negative",
        "{0}: {1} is {2}. Padding cannot be negative.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor DoesNotFit = new(
        "CVG2003",
        "The window fits its input",
        "{0}: {1} {2} does not fit its {3} input (from {4}). Use {5}.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor PaddingTwice = new(
        "CVG2004",
        "Padding is said once",
        "{0}: Padding = Padding.{1} and {2} both say how to pad. Keep one of them.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor GroupsOfChannels = new(
        "CVG2005",
        "Groups divide the input's channels",
        "{0}: {1} groups do not divide the {2} channels of its input (from {3}). Use a number that divides both channels and filters.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor GroupsOfFilters = new(
        "CVG2006",
        "Groups divide the filters",
        "{0}: {1} groups do not divide its {2} filters. Use a number that divides both channels and filters.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NeedsMap = new(
        "CVG2007",
        "Convolution and pooling need a map",
        "{0}: needs a height×width×channels input, but gets {1} features (from {2}). Move it above [Flatten], or declare [Input(height, width, channels)].",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NeedsVector = new(
        "CVG2008",
        "A dense layer needs a vector",
        "{0}: needs a vector, but its input is {1} (from {2}). Insert [Flatten] above it.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor BadRate = new(
        "CVG2009",
        "A dropout rate is a share",
        "{0}: rate {1} is not at least 0 and less than 1. It is the share of values that are dropped, for example 0.5.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor TooLarge = new(
        "CVG2010",
        "Tensors have a largest size",
        "{0}: {1} has {2} {3}, more than the 2147483647 that ConvGen can hold. Use a smaller input, larger strides or fewer channels.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor Mismatch = new(
        "CVG2011",
        "Tensors that are added or multiplied have one shape",
        "{0}: {1} is {2} but {3} is {4}. {5}.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor TooManyParameters = new(
        "CVG2012",
        "Parameters have a largest number",
        "{0}: {1} parameters ({2}) are more than the 2147483647 that a network can hold. Use fewer units or filters, or pool before.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor TooFewClasses = new(
        "CVG2013",
        "Cross-entropy needs classes",
        "{0}: needs at least 2 classes, but the output is {1} (from {2}). Give the last layer one unit or channel for each class.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor SoftmaxTwice = new(
        "CVG2014",
        "Cross-entropy takes logits",
        "{0}: takes logits, but the output (from {1}) has gone through Softmax already. Remove the Softmax, or set FromLogits = false.",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NoSoftmax = new(
        "CVG2015",
        "Probabilities come from Softmax",
        "{0}: FromLogits is false, but the output (from {1}) does not come from Softmax. Add a Softmax, or leave FromLogits out.",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor PaddingOnly = new(
        "CVG2016",
        "Pooling padding is smaller than the window",
        "{0}: {1} = {2} pads as much as the window spans ({3}), so that a window would hold nothing but padding. Use at most {4}.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NoStride = new(
        "CVG2017",
        "A rectangular window needs a stride",
        "{0}: a {1}×{2} window has no one size to move by. Set Strides.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor UnusableValue = new(
        "CVG2018",
        "Arguments have usable values",
        "{0}: {1} = {2} is not a usable value. It must be {3}.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor ConcatenationMismatch = new(
        "CVG2040",
        "Tensors that are concatenated have one height and width",
        "{0}: {1} is {2} but {3} is {4}. Bring all to one height and width, by padding, strides or pooling.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor SigmoidTwice = new(
        "CVG2035",
        "Binary cross-entropy takes logits",
        "{0}: takes logits, but the output (from {1}) has gone through {2} already. Remove the {2}, or set FromLogits = false.",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NoSigmoid = new(
        "CVG2036",
        "Yes-or-no probabilities come from Sigmoid",
        "{0}: FromLogits is false, but the output (from {1}) does not come from Sigmoid. Add a Sigmoid, or leave FromLogits out.",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NeedsEmbedding = new(
        "CVG2037",
        "Distances are between vectors",
        "{0}: compares one vector an image, but the output is {1} (from {2}). End the network in a vector: [GlobalAveragePooling2D], or [Flatten] and [Dense(128)].",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static DiagnosticDescriptor[] All =>
    [
        NotPositive, NegativePadding, DoesNotFit, PaddingTwice, GroupsOfChannels, GroupsOfFilters, NeedsMap, NeedsVector, BadRate,
        TooLarge, Mismatch, TooManyParameters, TooFewClasses, SoftmaxTwice, NoSoftmax, PaddingOnly, NoStride, UnusableValue,
        ConcatenationMismatch, SigmoidTwice, NoSigmoid, NeedsEmbedding,
    ];
}
