namespace ConvGen.Tests;

/// <summary>Every way to get a normalisation or a global pooling wrong.</summary>
internal static class NormalizationMistakes
{
    public static IReadOnlyList<Mistake> All { get; } =
    [
        new("CVG2019", "instances of one position",
            "InstanceNormalization 'norm': each channel of its 1×1×3 input (from GlobalAveragePooling2D 'pool') is a single value, so that the result is the bias, whatever the input. Remove it, or move it to where the map is larger.",
            """
            [Network]
            [Input(8, 8, 3)]
            [GlobalAveragePooling2D(KeepDims = true, Name = "pool")]
            [[|InstanceNormalization(Name = "norm")|]]
            [Flatten]
            [Dense(2)]
            [SparseCategoricalCrossentropy]
            public sealed partial class Net;
            """),
        .. from layer in (string[])["InstanceNormalization", "LocalResponseNormalization(5)", "GlobalAveragePooling2D", "GlobalMaxPooling2D"]
           let kind = layer.Split('(')[0]
           select new Mistake("CVG2007", $"{kind} of a vector",
               $"{kind} 'it': needs a height×width×channels input, but gets 8 features (from [Input]). Move it above [Flatten], or declare [Input(height, width, channels)].",
               $$"""
               [Network]
               [Input(8)]
               [[|{{(layer.EndsWith(')') ? layer[..^1] + ", " : layer + "(")}}Name = "it")|]]
               public sealed partial class Net;
               """),
        new("CVG2001", "window of no channels",
            "LocalResponseNormalization 'it': Size is 0. It must be at least 1.",
            """
            [Network]
            [Input(8, 8, 3)]
            [LocalResponseNormalization([|0|], Name = "it")]
            public sealed partial class Net;
            """),
        .. from argument in (string[])["Momentum = 1.5 at least 0 and at most 1", "Momentum = -0.5 at least 0 and at most 1", "Momentum = double.NaN at least 0 and at most 1", "Epsilon = 0 above 0 and finite", "Epsilon = -1 above 0 and finite"]
           select Unusable("BatchNormalization(", argument),
        Unusable("InstanceNormalization(", "Epsilon = 0 above 0 and finite"),
        Unusable("L2Normalization(", "Epsilon = 1e-60 above 0 and finite", "0"),
        .. from argument in (string[])["Alpha = -1 at least 0 and finite", "Beta = double.NaN finite", "Bias = 0 above 0 and finite"]
           select Unusable("LocalResponseNormalization(5, ", argument),
    ];

    private static Mistake Unusable(string layer, string argument, string? shown = null)
    {
        var parts = argument.Split(' ', 4);
        var value = shown ?? parts[2].Replace("double.", "", StringComparison.Ordinal);
        return new Mistake("CVG2018", $"{layer.Split('(')[0]} {parts[0]} {parts[2]}",
            $"{layer.Split('(')[0]} 'it': {parts[0]} = {value} is not a usable value. It must be {parts[3]}.",
            $$"""
            [Network]
            [Input(8, 8, 3)]
            [{{layer}}[|{{parts[0]}} = {{parts[2]}}|], Name = "it")]
            public sealed partial class Net;
            """);
    }
}
