namespace ConvGen;

/// <summary>Checks that a dataset is what a network takes, before the first step rather than in it.</summary>
internal static class DatasetFit
{
    public static void Check(NetworkDescription network, Dataset dataset, string role)
    {
        if (network.Loss is not { } loss)
            throw new InvalidOperationException($"{network.Name} has no loss. Give the class a loss attribute, such as [SparseCategoricalCrossentropy].");
        if (network.Inputs.Count > 1)
            throw new InvalidOperationException($"{network.Name} has {network.Inputs.Count} inputs, but a dataset's images go into one. Train it with TrainStep and the optimiser's Step.");
        if (dataset.Count == 0)
            throw new ArgumentException($"The {role} dataset is empty.", role);
        if (!Dimensions(dataset.ImageShape).SequenceEqual(Dimensions(network.Input)))
            throw new ArgumentException($"{network.Name} takes {Inputs(network.Input)}, but the {role} dataset has {Inputs(dataset.ImageShape)}.", role);
        if (loss.TakesLabels != dataset.HasLabels)
            throw new ArgumentException($"{network.Name}'s {loss.Kind} takes {Kind(loss.TakesLabels)}, but the {role} dataset has {Kind(dataset.HasLabels)}.", role);
        if (loss.TargetsPerImage != dataset.TargetsPerImage)
            throw new ArgumentException($"{network.Name}'s {loss.Kind} takes {loss.TargetsPerImage} {Kind(loss.TakesLabels)} for each image, but the {role} dataset has {dataset.TargetsPerImage}.", role);
    }

    /// <summary>A vector of features and a map of one pixel with as many channels are the same numbers.</summary>
    private static IEnumerable<int> Dimensions(IReadOnlyList<int> shape) => shape.Count == 1 ? [1, 1, shape[0]] : shape;

    private static string Inputs(IReadOnlyList<int> shape) => shape.Count == 1 ? $"vectors of {shape[0]} features" : $"{ShapeText.Format(shape)} images";

    private static string Kind(bool labels) => labels ? "int labels" : "float targets";
}
