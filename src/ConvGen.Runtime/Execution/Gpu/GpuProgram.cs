using System.ComponentModel;

namespace ConvGen;

/// <summary>
/// What the generator emitted of one network for graphics processors: the kernels' text in both languages, the plan of the device's memory, and which kernels run
/// when. It is the same program of kernel forms that processors run, without what only suits those.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class GpuProgram
{
    /// <summary>The kernels in PTX, UTF-8, with a zero byte behind; without those of <see cref="Contractions"/>.</summary>
    public abstract ReadOnlySpan<byte> Ptx { get; }

    /// <summary>Those of <see cref="Contractions"/>, likewise: for devices without tensor cores.</summary>
    public abstract ReadOnlySpan<byte> PtxContractions { get; }

    /// <summary>Those of <see cref="TensorContractions"/> in all arithmetics (<see cref="TensorText"/>).</summary>
    public abstract ReadOnlySpan<byte> PtxTensor { get; }

    /// <summary>All of <see cref="Kernels"/> and <see cref="Contractions"/> in OpenCL C, likewise.</summary>
    public abstract ReadOnlySpan<byte> OpenCl { get; }

    /// <summary>The kernels' names, and the threads of each one's blocks.</summary>
    public abstract IReadOnlyList<(string Name, int Threads)> Kernels { get; }

    /// <summary>The same for products that there are kernels for tensor cores of.</summary>
    public abstract IReadOnlyList<(string Name, int Threads)> Contractions { get; }

    /// <summary>The same for tensor cores.</summary>
    public abstract IReadOnlyList<(string Name, int Threads)> TensorContractions { get; }

    /// <summary>How much memory the programs need.</summary>
    public abstract GpuMemory Memory { get; }

    /// <summary>What runs for a segment of a program, "TrainingForward" for example; null where there is nothing to do.</summary>
    public abstract GpuSchedule? Schedule(string segment);

    /// <inheritdoc cref="GpuOperand"/>
    protected static GpuOperand At(GpuSpace space, long perCapacity, long perBatch, long offset) => new(space, perCapacity, perBatch, offset);
}

/// <summary>A network's memory on a device, in floats.</summary>
/// <param name="InferencePerImage">Of the inference arena, for each image.</param>
/// <param name="InferenceFixed">Of the inference arena besides.</param>
/// <param name="TrainingPerImage">Of the training arena, for each image.</param>
/// <param name="TrainingFixed">Of the training arena besides.</param>
/// <param name="InferencePrepared">Made of the parameters for inference.</param>
/// <param name="TrainingPrepared">Made of the parameters for training.</param>
/// <param name="Scratch">What launches pass on to each other.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record GpuMemory(
    long InferencePerImage, long InferenceFixed, long TrainingPerImage, long TrainingFixed, long InferencePrepared, long TrainingPrepared, long Scratch)
{
    internal long InferenceArena(int capacity) => checked((InferencePerImage * capacity) + InferenceFixed);

    internal long TrainingArena(int capacity) => checked((TrainingPerImage * capacity) + TrainingFixed);

    /// <summary>The same as networks tell it. What launches pass on to each other is there once, whatever the images, beside either arena.</summary>
    /// <param name="parameters">Floats of all parameters.</param>
    internal MemoryDescription Describe(long parameters) => new(
        InferencePerImage, checked(InferenceFixed + Scratch), TrainingPerImage, checked(TrainingFixed + Scratch), parameters, InferencePrepared, TrainingPrepared);
}
