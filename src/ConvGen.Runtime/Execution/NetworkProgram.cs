using System.ComponentModel;

namespace ConvGen;

/// <summary>
/// The code the generator emitted for one network and one instruction set, as the runtime calls it.
/// Every method runs to completion before it returns; none allocates.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract unsafe class NetworkProgram
{
    /// <summary>The view of the gradient with respect to the network's first input; input k has <c>InputGradientView - k</c>.</summary>
    public const int InputGradientView = -1;

    /// <summary>
    /// Fills <see cref="Frame.Prepared"/> for one mode with what depends on parameters alone. Run before the mode's first pass, and again before a pass where
    /// parameters have changed; in training those that optimisers and training passes leave alone.
    /// </summary>
    public virtual void Prepare(WorkerPool pool, Frame* frame, bool training)
    {
    }

    /// <summary>Runs the network on <see cref="Frame.Input"/> in inference mode, within the inference plan.</summary>
    public abstract void Infer(WorkerPool pool, Frame* frame);

    /// <summary>Runs the network on <see cref="Frame.Input"/> in training mode, within the training plan; keeps what the backward pass reads.</summary>
    public abstract void Forward(WorkerPool pool, Frame* frame);

    /// <summary>
    /// After <see cref="Infer"/> or <see cref="Forward"/>: writes each image's loss to <see cref="Frame.Losses"/>; after a training
    /// forward pass (<paramref name="training"/>) also the gradient of the scaled loss where <see cref="Backward"/> expects it.
    /// </summary>
    public abstract void Loss(WorkerPool pool, Frame* frame, bool training);

    /// <summary>From the output's gradient (put there by <see cref="Loss"/> or <see cref="Write"/>) to all parameter gradients.</summary>
    public abstract void Backward(WorkerPool pool, Frame* frame);

    /// <summary>
    /// Of gradients that <see cref="Backward"/> writes without reading them, the first float and how many there are, one pair after the other as they lie. All others it adds to zeros.
    /// </summary>
    public virtual ReadOnlySpan<long> WrittenGradients => [];

    /// <summary>The rest of the way, after <see cref="Backward"/>: the gradients with respect to all inputs.</summary>
    public abstract void BackwardInput(WorkerPool pool, Frame* frame);

    /// <summary>
    /// Copies a tensor out of the plan into <see cref="Frame.Dense"/>. Views count <see cref="NetworkDescription.Outputs"/>, then <see cref="NetworkDescription.Tensors"/>;
    /// negative ones are input gradients. A tensor that is no output and that <see cref="View"/> always finds need not be readable here.
    /// </summary>
    public abstract void Read(WorkerPool pool, Frame* frame, int view, bool training);

    /// <summary>Where a tensor lies in the plan, if it lies there exactly as <see cref="Read"/> would write it; else null.</summary>
    public virtual float* View(Frame* frame, int view, bool training) => null;

    /// <summary>Copies <see cref="Frame.Dense"/> into the gradient of output <paramref name="view"/>.</summary>
    public abstract void Write(WorkerPool pool, Frame* frame, int view);
}
