namespace ConvGen;

/// <summary>What the compiler knows about a network: layers with shapes and costs, parameters, and the memory plan.</summary>
/// <param name="Name">The class's name.</param>
/// <param name="Inputs">The inputs, in declaration order.</param>
/// <param name="Layers">The layers in declaration order.</param>
/// <param name="Parameters">Every parameter, trainable or not, running averages too, in declaration order.</param>
/// <param name="Outputs">What the network gives, in declaration order.</param>
/// <param name="Tensors">The other tensors that can be read after a pass, those that properties name, in declaration order.</param>
/// <param name="Loss">The loss, or null where the network has none.</param>
/// <param name="Memory">What the arena takes, before anything runs.</param>
public sealed partial record NetworkDescription(
    string Name,
    IReadOnlyList<TensorDescription> Inputs,
    IReadOnlyList<LayerDescription> Layers,
    IReadOnlyList<ParameterDescription> Parameters,
    IReadOnlyList<TensorDescription> Outputs,
    IReadOnlyList<TensorDescription> Tensors,
    LossDescription? Loss,
    MemoryDescription Memory)
{
    /// <summary>The first input's shape: height, width, channels, or a single feature count.</summary>
    public IReadOnlyList<int> Input => Inputs[0].Shape;

    /// <summary>
    /// How many times inference copies a tensor as it is between one layer and the next, because no layout serves both: padding that is a layer of its own, an operand of a
    /// concatenation that cannot be made in its place. Taking in images and giving out results are not among them.
    /// </summary>
    public int Copies { get; init; }
}

/// <summary>One layer of a network; a block is the layers inside it.</summary>
/// <param name="Name">The layer's name: the user's, or kind and number.</param>
/// <param name="Kind">The attribute's name without "Attribute", for example Conv2D.</param>
/// <param name="Sources">What it reads: a position in <see cref="NetworkDescription.Layers"/>, or −1 − k for input k.</param>
/// <param name="OutputShape">Shape of one image's result: height, width, channels, or a single feature count.</param>
/// <param name="ParameterCount">Trainable and frozen numbers in the layer, as published counts have them: without padding lanes and running averages.</param>
/// <param name="MultiplyAccumulates">Multiply-accumulates for one image of the forward pass, direct algorithm.</param>
public sealed record LayerDescription(string Name, string Kind, IReadOnlyList<int> Sources, IReadOnlyList<int> OutputShape, long ParameterCount, long MultiplyAccumulates);

/// <summary>An input, or a tensor that can be read after a forward pass.</summary>
/// <param name="Name">The property's, the input's or the layer's name.</param>
/// <param name="Shape">Shape of one image's part: height, width, channels, or a single feature count.</param>
/// <param name="Source">Who makes it: a position in <see cref="NetworkDescription.Layers"/>, or −1 − k for input k.</param>
public sealed record TensorDescription(string Name, IReadOnlyList<int> Shape, int Source);

/// <summary>The loss of a network.</summary>
/// <param name="Kind">For example SparseCategoricalCrossentropy.</param>
/// <param name="TakesLabels">True where the loss takes one int label per position, false where it takes float targets.</param>
/// <param name="TargetsPerImage">How many labels or target values one image has.</param>
/// <param name="IgnoreIndex">The label that contributes nothing, or null.</param>
/// <param name="Output">Position in <see cref="NetworkDescription.Outputs"/> of the output that the loss is for.</param>
public sealed record LossDescription(string Kind, bool TakesLabels, int TargetsPerImage, int? IgnoreIndex, int Output = 0)
{
    /// <summary>How the output says its answer; decides what accuracy means, and whether labels must be classes.</summary>
    public LossAnswer Answer { get; init; } = TakesLabels ? LossAnswer.Class : LossAnswer.None;

    /// <summary>Above it an output says yes, for <see cref="LossAnswer.Threshold"/>.</summary>
    public float Threshold { get; init; }
}

/// <summary>How an output says its answer.</summary>
public enum LossAnswer
{
    /// <summary>It says none: a distance, a regression. There is no accuracy, and labels may be any numbers.</summary>
    None,

    /// <summary>The largest along the last axis: labels are classes, float targets have their largest at the right one.</summary>
    Class,

    /// <summary>Every element by itself: above the threshold is yes, as a target above one half is.</summary>
    Threshold,
}

/// <summary>Sizes of planned memory, in floats.</summary>
/// <param name="InferencePerImage">Arena floats for each image of the batch in inference.</param>
/// <param name="InferenceFixed">Arena floats whatever the batch, in inference.</param>
/// <param name="TrainingPerImage">Arena floats for each image of the batch in training.</param>
/// <param name="TrainingFixed">Arena floats whatever the batch, in training.</param>
/// <param name="Parameters">Floats in the flat parameter buffer, running averages and padding lanes included.</param>
/// <param name="InferencePrepared">Floats that inference makes of parameters alone, once after they have changed, and keeps beside the arena.</param>
/// <param name="TrainingPrepared">The same in training, of parameters that training does not change.</param>
/// <param name="Scratch">Floats that each thread works in, beside all these.</param>
/// <param name="InferenceSweep">
/// Floats that each thread keeps while it takes a few images through several kernels, in inference, beside all these: at most, and of one image. Of such parts a network has as many as it has images, up
/// to one less than twice its threads.
/// </param>
/// <param name="TrainingSweep">The same in training.</param>
public sealed record MemoryDescription(
    long InferencePerImage, long InferenceFixed, long TrainingPerImage, long TrainingFixed, long Parameters, long InferencePrepared = 0, long TrainingPrepared = 0, int Scratch = 0,
    (long Most, long OfImage) InferenceSweep = default, (long Most, long OfImage) TrainingSweep = default)
{
    /// <summary>
    /// True where a batch that fills groups of 16 images, or nearly (four fifths of their places), lies there in groups, image beside image: then the arena has room for whole groups.
    /// </summary>
    public bool TakesGroups { get; init; }

    /// <summary>Floats that inference over <paramref name="batch"/> images takes beside the parameters: the arena, and what is prepared.</summary>
    public long InferenceFloats(int batch) => checked(InferenceArena(batch) + InferencePrepared);

    /// <summary>Floats that training on <paramref name="batch"/> images takes beside parameters and their gradients: the arena, and what is prepared.</summary>
    public long TrainingFloats(int batch) => checked(TrainingArena(batch) + TrainingPrepared);

    /// <summary>
    /// Floats that each thread takes where a network of so many images predicts and trains: what kernels work in, and what lives from kernel to kernel of the images that it takes along.
    /// </summary>
    public long ThreadFloats(int batch) => Scratch + Math.Max(SweepFloats(InferenceSweep, batch), SweepFloats(TrainingSweep, batch));

    /// <summary>Images that the arena of a network of so many has room for. A smaller batch in groups takes no more: it has fewer of them, or the same.</summary>
    internal int Capacity(int batch) => TakesGroups && ImageGroup.Suits(batch) ? ImageGroup.Padded(batch) : batch;

    internal long SweepFloats((long Most, long OfImage) sweep, int batch) => Math.Min(sweep.Most, checked(sweep.OfImage * Capacity(batch)));

    internal long InferenceArena(int batch) => checked(InferencePerImage * Capacity(batch) + InferenceFixed);

    internal long TrainingArena(int batch) => checked(TrainingPerImage * Capacity(batch) + TrainingFixed);
}

/// <summary>What a parameter is to its layer, which decides its first values and whether it is learned.</summary>
public enum ParameterRole
{
    /// <summary>A weight tensor, initialised by the layer's initialiser.</summary>
    Weight,

    /// <summary>A bias or shift: zeros.</summary>
    Bias,

    /// <summary>A scale: ones.</summary>
    Scale,

    /// <summary>The slope below zero of a PReLU: 0.25.</summary>
    Slope,

    /// <summary>A running mean: zeros. Training passes update it; optimisers leave it alone and parameter counts leave it out.</summary>
    RunningMean,

    /// <summary>A running variance: ones. Training passes update it; optimisers leave it alone and parameter counts leave it out.</summary>
    RunningVariance,
}

/// <summary>One parameter tensor: its public name and shape, and where its numbers lie in the flat buffer.</summary>
/// <param name="Name">PyTorch's key, for example <c>conv1.weight</c>.</param>
/// <param name="Shape">PyTorch's shape: out × in/groups × height × width, out × in, or a length.</param>
/// <param name="Offset">First float in the flat buffer.</param>
/// <param name="Packing">How the elements are ordered there.</param>
/// <param name="Role">What it is to its layer.</param>
/// <param name="Initializer">How a weight gets its first values.</param>
/// <param name="Trainable">False where the optimiser leaves it alone: frozen layers' parameters, and running averages.</param>
public sealed record ParameterDescription(
    string Name,
    IReadOnlyList<int> Shape,
    int Offset,
    PanelPacking Packing,
    ParameterRole Role,
    Initializer Initializer,
    bool Trainable)
{
    /// <summary>A vector of <paramref name="length"/> numbers, one after the other.</summary>
    public static ParameterDescription Vector(string name, int length, int offset, ParameterRole role, Initializer initializer, bool trainable) =>
        new(name, [length], offset, new PanelPacking(1, length, []), role, initializer, trainable);

    /// <summary>False for running averages, which training passes update without a gradient; parameter counts leave them out.</summary>
    public bool IsLearned => Role is not (ParameterRole.RunningMean or ParameterRole.RunningVariance);
}
