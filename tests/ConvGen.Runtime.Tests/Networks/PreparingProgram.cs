namespace ConvGen.Tests.Networks;

/// <summary>
/// A hand-written program that prepares: y = x · (weight · average + frozen) in inference, y = x · weight + 2 · frozen in training, of which it prepares the bracket and
/// the double. A training pass adds one to the average. The weight's gradient is one.
/// </summary>
internal sealed unsafe class PreparingProgram : NetworkProgram
{
    private const int Weight = 0, Frozen = 16, Average = 32;

    public int ForInference { get; private set; }

    public int ForTraining { get; private set; }

    /// <summary>What lay in prepared memory before it was filled the last time.</summary>
    public float Before { get; private set; }

    /// <summary>What <see cref="NetworkProgram.WrittenGradients"/> says.</summary>
    public long[] Written { get; init; } = [];

    /// <summary>The gradients as the last backward pass found them.</summary>
    public float[] Found { get; } = new float[Average + 16];

    public override ReadOnlySpan<long> WrittenGradients => Written;

    public static NetworkCore Create(PreparingProgram program, bool hasAverage = true, NetworkOptions? options = null) => new(
        new NetworkDescription(
            "Preparing", [new TensorDescription("input", [1], -1)], [], [.. Describe().Take(hasAverage ? 3 : 2)], [new TensorDescription("y", [1], -1)], [], null,
            new MemoryDescription(1, 0, 1, 0, 48, 16, 32)),
        _ => program, options);

    public override void Prepare(WorkerPool pool, Frame* frame, bool training)
    {
        Before = frame->Prepared[0];
        var p = frame->Parameters;
        (ForInference, ForTraining) = training ? (ForInference, ForTraining + 1) : (ForInference + 1, ForTraining);
        frame->Prepared[0] = training ? 2 * p[Frozen] : (p[Weight] * p[Average]) + p[Frozen];
    }

    public override void Infer(WorkerPool pool, Frame* frame) => frame->Arena[0] = frame->Input[0] * frame->Prepared[0];

    public override void Forward(WorkerPool pool, Frame* frame)
    {
        frame->Arena[0] = (frame->Input[0] * frame->Parameters[Weight]) + frame->Prepared[0];
        frame->Parameters[Average]++;
    }

    public override void Backward(WorkerPool pool, Frame* frame)
    {
        new Span<float>(frame->Gradients, Found.Length).CopyTo(Found);
        frame->Gradients[Weight] = 1;
    }

    public override void Read(WorkerPool pool, Frame* frame, int view, bool training) => frame->Dense[0] = frame->Arena[0];

    public override void Loss(WorkerPool pool, Frame* frame, bool training)
    {
    }

    public override void BackwardInput(WorkerPool pool, Frame* frame)
    {
    }

    public override void Write(WorkerPool pool, Frame* frame, int view)
    {
    }

    private static IEnumerable<ParameterDescription> Describe()
    {
        yield return Number("weight", Weight, ParameterRole.Scale, trainable: true);
        yield return Number("frozen", Frozen, ParameterRole.Scale, trainable: false);
        yield return Number("average", Average, ParameterRole.RunningVariance, trainable: false);

        static ParameterDescription Number(string name, int place, ParameterRole role, bool trainable) =>
            new(name, [1], place, new PanelPacking(1, 1, []), role, Initializer.Zeros, trainable);
    }
}
