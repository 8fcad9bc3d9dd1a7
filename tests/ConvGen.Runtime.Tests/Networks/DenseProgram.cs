namespace ConvGen.Tests;

/// <summary>
/// A hand-written stand-in for a generated program: one dense layer, y[n,o] = Σᵢ x[n,i]·w[o,i] + b[o], in the packed layout, with either loss.
/// Arena in inference: y (3 an image), then 8 fixed floats. In training: y (3), dy (3), dx (5), x (5) an image, then 8 fixed floats.
/// </summary>
internal unsafe class DenseProgram : NetworkProgram
{
    public const int In = 5;
    public const int Out = 3;
    public const int IgnoreIndex = -100;
    private const int WeightFloats = 8 * In;

    /// <summary>How often each method ran, and what the frame said, for tests of the order of calls.</summary>
    public int InputGradientRuns;
    public uint LastStep;
    public uint LastSeed;
    public float FixedArenaFloat;

    public static NetworkDescription Describe(bool labels = true, bool loss = true, int frozen = 0) => new(
        "Tiny",
        [new TensorDescription("input", [1, 1, In], -1)],
        [new LayerDescription("fc", "Dense", [-1], [Out], Out * In + Out, Out * In)],
        [
            new ParameterDescription("fc.weight", [Out, In], 0, new PanelPacking(1, Out, [new PackedAxis(In, 1)]), ParameterRole.Weight, Initializer.GlorotUniform, frozen != 1),
            new ParameterDescription("fc.bias", [Out], WeightFloats, new PanelPacking(1, Out, []), ParameterRole.Bias, Initializer.Zeros, frozen != 2),
        ],
        [new TensorDescription("fc", [Out], 0)],
        [],
        loss ? new LossDescription(labels ? "SparseCategoricalCrossentropy" : "MeanSquaredError", labels, labels ? 1 : Out, labels ? IgnoreIndex : null) : null,
        new MemoryDescription(Out, 8, Out + Out + In + In, 8, WeightFloats + 8));

    public static NetworkCore Create(NetworkOptions? options = null, bool labels = true, bool loss = true, DenseProgram? program = null) =>
        new(Describe(labels, loss), _ => program ?? new DenseProgram(labels), options);

    private readonly bool _labels;

    public DenseProgram(bool labels = true) => _labels = labels;

    public override void Infer(WorkerPool pool, Frame* frame)
    {
        FixedArenaFloat = frame->Arena[Out * frame->Capacity];
        LastSeed = frame->Seed;
        pool.For(Dense, frame, frame->Batch, 1);
    }

    public override void Forward(WorkerPool pool, Frame* frame)
    {
        LastStep = frame->Step;
        new ReadOnlySpan<float>(frame->Input, frame->Batch * In).CopyTo(new Span<float>(Images(frame), frame->Batch * In));
        pool.For(Dense, frame, frame->Batch, 1);
    }

    public override void Loss(WorkerPool pool, Frame* frame, bool training)
    {
        for (var n = 0; n < frame->Batch; n++)
        {
            var y = frame->Arena + n * Out;
            var dy = training ? Gradient(frame) + n * Out : null;
            frame->Losses[n] = _labels ? Crossentropy(y, dy, frame->Labels[n], frame->LossScale) : SquaredError(y, dy, frame->Targets + n * Out, frame->LossScale);
        }
    }

    public override void Backward(WorkerPool pool, Frame* frame)
    {
        for (var n = 0; n < frame->Batch; n++)
        {
            for (var o = 0; o < Out; o++)
            {
                var dy = Gradient(frame)[n * Out + o];
                for (var i = 0; i < In; i++)
                    frame->Gradients[i * 8 + o] += dy * Images(frame)[n * In + i];
                frame->Gradients[WeightFloats + o] += dy;
            }
        }
    }

    public override void BackwardInput(WorkerPool pool, Frame* frame)
    {
        InputGradientRuns++;
        var dx = InputGradient(frame);
        for (var n = 0; n < frame->Batch; n++)
        {
            for (var i = 0; i < In; i++)
            {
                var sum = 0f;
                for (var o = 0; o < Out; o++)
                    sum += Gradient(frame)[n * Out + o] * frame->Parameters[i * 8 + o];
                dx[n * In + i] = sum;
            }
        }
    }

    public override void Read(WorkerPool pool, Frame* frame, int view, bool training)
    {
        var source = view == InputGradientView ? InputGradient(frame) : frame->Arena;
        var length = view == InputGradientView ? In : Out;
        new ReadOnlySpan<float>(source, frame->Batch * length).CopyTo(new Span<float>(frame->Dense, frame->Batch * length));
    }

    public override void Write(WorkerPool pool, Frame* frame, int view) =>
        new ReadOnlySpan<float>(frame->Dense, frame->Batch * Out).CopyTo(new Span<float>(Gradient(frame), frame->Batch * Out));

    private static float* Gradient(Frame* frame) => frame->Arena + Out * frame->Capacity;

    private static float* InputGradient(Frame* frame) => frame->Arena + 2 * Out * frame->Capacity;

    private static float* Images(Frame* frame) => frame->Arena + (2 * Out + In) * frame->Capacity;

    protected static void Dense(Frame* frame, int begin, int end)
    {
        for (var n = begin; n < end; n++)
        {
            for (var o = 0; o < Out; o++)
            {
                var sum = frame->Parameters[WeightFloats + o];
                for (var i = 0; i < In; i++)
                    sum += frame->Input[n * In + i] * frame->Parameters[i * 8 + o];
                frame->Arena[n * Out + o] = sum;
            }
        }
    }

    private static float Crossentropy(float* y, float* dy, int label, float scale)
    {
        var sum = 0.0;
        for (var o = 0; o < Out; o++)
            sum += Math.Exp(y[o]);
        for (var o = 0; o < Out && dy != null; o++)
            dy[o] = label == IgnoreIndex ? 0 : (float)(Math.Exp(y[o]) / sum - (o == label ? 1 : 0)) * scale;
        return label == IgnoreIndex ? 0 : (float)(Math.Log(sum) - y[label]);
    }

    private static float SquaredError(float* y, float* dy, float* target, float scale)
    {
        var loss = 0f;
        for (var o = 0; o < Out; o++)
        {
            var difference = y[o] - target[o];
            loss += difference * difference / Out;
            if (dy != null)
                dy[o] = 2 * difference / Out * scale;
        }

        return loss;
    }
}
