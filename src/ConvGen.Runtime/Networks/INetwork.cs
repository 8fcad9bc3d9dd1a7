namespace ConvGen;

/// <summary>
/// A compiled network with its parameters and memory. The generator implements it on every class that carries <c>[Network]</c>.
/// Values cross it as dense float spans, batch first, in N,H,W,C order; how many images a call holds follows from the span's length. Several inputs (or outputs)
/// share a span here, one after the other in declaration order, each with its whole batch; the class itself also has methods with a span for each.
/// A network is used by one thread at a time. After <see cref="IDisposable.Dispose"/> every member throws <see cref="ObjectDisposedException"/>,
/// and spans that were handed out are no longer valid.
/// </summary>
public interface INetwork : IDisposable
{
    /// <summary>
    /// Layers with shapes and costs, parameters, memory plan: that of where the network runs. A class's own <c>Description</c>, which is there without a network, has the processor's.
    /// </summary>
    NetworkDescription Description { get; }

    /// <summary>The most images one call may hold.</summary>
    int BatchSize { get; }

    /// <summary>Where the network runs: what <see cref="NetworkOptions.Device"/> asked for, or what was there instead.</summary>
    Device Device => Device.Cpu;

    /// <summary>Weights, running averages, and the weights' gradients after a training step. Inference changes none of them.</summary>
    Parameters Parameters { get; }

    /// <summary>The gradient with respect to the (first) input of the last <see cref="Backward"/> or <c>TrainStep</c>, computed when it is first read.</summary>
    /// <exception cref="InvalidOperationException">No backward pass has run since the last forward pass.</exception>
    Activations InputGradient { get; }

    /// <summary>Inference. Allocates nothing on the managed heap.</summary>
    /// <param name="images">1 to <see cref="BatchSize"/> images.</param>
    /// <param name="outputs">As many results; several outputs lie one after the other in declaration order, each batch first.</param>
    /// <exception cref="ArgumentException">A span's length does not fit; the message names both numbers.</exception>
    void Predict(ReadOnlySpan<float> images, Span<float> outputs);

    /// <summary>A forward pass; its results, and the tensors that properties name, can be read until the next one.</summary>
    /// <param name="images">1 to <see cref="BatchSize"/> images.</param>
    /// <param name="training">True keeps what <see cref="Backward"/> needs and runs layers such as dropout in training mode.</param>
    /// <returns>The first output.</returns>
    /// <exception cref="ArgumentException">The span's length does not fit; the message names both numbers.</exception>
    Activations Forward(ReadOnlySpan<float> images, bool training = false);

    /// <summary>After <see cref="Forward"/> with <c>training: true</c>: replaces all parameter gradients by those of this pass.</summary>
    /// <param name="outputGradients">The gradient with respect to each output value of that pass, laid out as <see cref="Predict"/>'s outputs.</param>
    /// <exception cref="ArgumentException">The span's length does not fit; the message names both numbers.</exception>
    /// <exception cref="InvalidOperationException">No training forward pass came before.</exception>
    void Backward(ReadOnlySpan<float> outputGradients);

    /// <summary>Forward, loss, backward; the parameters' gradients are those of the mean loss. Allocates nothing on the managed heap.</summary>
    /// <param name="images">1 to <see cref="BatchSize"/> images.</param>
    /// <param name="labels">One class index for each position (one an image for a classifier), in [0, classes) or the loss's ignore index.</param>
    /// <returns>The mean loss over the labels that are not ignored.</returns>
    /// <exception cref="ArgumentException">A span's length does not fit; the message names both numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class.</exception>
    /// <exception cref="InvalidOperationException">The network has no loss, or one that takes float targets.</exception>
    float TrainStep(ReadOnlySpan<float> images, ReadOnlySpan<int> labels);

    /// <summary>Forward, loss, backward; the parameters' gradients are those of the mean loss. Allocates nothing on the managed heap.</summary>
    /// <param name="images">1 to <see cref="BatchSize"/> images.</param>
    /// <param name="targets">The wanted values of the output that the loss is for, laid out as that output.</param>
    /// <returns>The mean loss over the batch.</returns>
    /// <exception cref="ArgumentException">A span's length does not fit; the message names both numbers.</exception>
    /// <exception cref="InvalidOperationException">The network has no loss, or one that takes labels.</exception>
    float TrainStep(ReadOnlySpan<float> images, ReadOnlySpan<float> targets);

    /// <summary>Inference and its loss, for validation. Allocates nothing on the managed heap.</summary>
    /// <param name="images">1 to <see cref="BatchSize"/> images.</param>
    /// <param name="labels">As for <see cref="TrainStep(ReadOnlySpan{float}, ReadOnlySpan{int})"/>.</param>
    /// <param name="outputs">As for <see cref="Predict"/>.</param>
    /// <returns>The mean loss over the labels that are not ignored.</returns>
    float TestStep(ReadOnlySpan<float> images, ReadOnlySpan<int> labels, Span<float> outputs);

    /// <summary>Inference and its loss, for validation. Allocates nothing on the managed heap.</summary>
    /// <param name="images">1 to <see cref="BatchSize"/> images.</param>
    /// <param name="targets">As for <see cref="TrainStep(ReadOnlySpan{float}, ReadOnlySpan{float})"/>.</param>
    /// <param name="outputs">As for <see cref="Predict"/>.</param>
    /// <returns>The mean loss over the batch.</returns>
    float TestStep(ReadOnlySpan<float> images, ReadOnlySpan<float> targets, Span<float> outputs);

    /// <summary>Writes all parameters, running averages too, as safetensors under PyTorch's keys and shapes. The file appears whole or not at all.</summary>
    /// <param name="path">The file; an older one is replaced.</param>
    void SaveWeights(string path);

    /// <summary>Reads all parameters, running averages too, from a safetensors file with PyTorch's keys and shapes. On any error no parameter has changed.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="WeightsFormatException">The file is not a well-formed safetensors file.</exception>
    /// <param name="ignore">
    /// Tensors of the file to pass over: their names, or those of the layers and blocks they belong to (<c>["aux1", "aux2"]</c>). Without it the file holds the network's
    /// tensors and no others; PyTorch's <c>num_batches_tracked</c> is always passed over.
    /// </param>
    /// <exception cref="WeightsMismatchException">The file's tensors are not this network's: some are missing, unknown and not ignored, or of another shape. The message names them.</exception>
    void LoadWeights(string path, IReadOnlyList<string>? ignore = null);
}
