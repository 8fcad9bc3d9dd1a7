using System;
using System.Collections.Generic;

namespace ConvGen.Generator.Operators;

/// <summary>The vocabulary: which attribute makes which operator or loss. A new operator is a row here.</summary>
internal static class OperatorCatalog
{
    private static readonly Dictionary<string, Func<LayerArguments, Operator>> Operators = new(StringComparer.Ordinal)
    {
        ["Add"] = _ => new Add(),
        ["Multiply"] = _ => new Multiply(),
        ["Concatenate"] = _ => new Concatenate(),
        ["Conv2D"] = arguments => new Conv2D(arguments),
        ["DepthwiseConv2D"] = arguments => new DepthwiseConv2D(arguments),
        ["Conv2DTranspose"] = arguments => new Conv2DTranspose(arguments),
        ["FixedFilter2D"] = arguments => new FixedFilter2D(arguments),
        ["UpSampling2D"] = arguments => new UpSampling2D(arguments),
        ["ZeroPadding2D"] = arguments => new ZeroPadding2D(arguments),
        ["Cropping2D"] = arguments => new Cropping2D(arguments),
        ["MaxPooling2D"] = arguments => new MaxPooling2D(arguments),
        ["AveragePooling2D"] = arguments => new AveragePooling2D(arguments),
        ["GlobalAveragePooling2D"] = arguments => new GlobalAveragePooling2D(arguments),
        ["GlobalMaxPooling2D"] = arguments => new GlobalMaxPooling2D(arguments),
        ["BatchNormalization"] = arguments => new BatchNormalization(arguments),
        ["InstanceNormalization"] = arguments => new InstanceNormalization(arguments),
        ["LocalResponseNormalization"] = arguments => new LocalResponseNormalization(arguments),
        ["L2Normalization"] = arguments => new L2Normalization(arguments),
        ["Flatten"] = _ => new Flatten(),
        ["Reshape"] = arguments => new Reshape(arguments),
        ["Dense"] = arguments => new Dense(arguments),
        ["Dropout"] = arguments => new Dropout(arguments),
        ["ReLU"] = arguments => new ReLU(arguments),
        ["LeakyReLU"] = arguments => new LeakyReLU(arguments),
        ["PReLU"] = arguments => new PReLU(arguments),
        ["Sigmoid"] = _ => new Sigmoid(),
        ["Tanh"] = _ => new Tanh(),
        ["Softmax"] = _ => new Softmax(),
        ["SiLU"] = _ => new SiLU(),
        ["GELU"] = _ => new GELU(),
        ["HardSwish"] = _ => new HardSwish(),
    };

    private static readonly Dictionary<string, Func<LayerArguments, Loss>> Losses = new(StringComparer.Ordinal)
    {
        ["SparseCategoricalCrossentropy"] = arguments => new SparseCategoricalCrossentropy(arguments),
        ["CategoricalCrossentropy"] = arguments => new CategoricalCrossentropy(arguments),
        ["BinaryCrossentropy"] = arguments => new BinaryCrossentropy(arguments),
        ["MeanSquaredError"] = _ => new MeanSquaredError(),
        ["TripletLoss"] = arguments => new TripletLoss(arguments),
        ["ContrastiveLoss"] = arguments => new ContrastiveLoss(arguments),
    };

    public static IReadOnlyCollection<string> OperatorKinds => Operators.Keys;

    public static IReadOnlyCollection<string> LossKinds => Losses.Keys;

    /// <summary>The operator an attribute of this kind declares; null where there is none.</summary>
    public static Operator? CreateOperator(string kind, LayerArguments arguments) => Operators.TryGetValue(kind, out var create) ? create(arguments) : null;

    /// <summary>The loss an attribute of this kind declares; null where there is none.</summary>
    public static Loss? CreateLoss(string kind, LayerArguments arguments) => Losses.TryGetValue(kind, out var create) ? create(arguments) : null;
}
