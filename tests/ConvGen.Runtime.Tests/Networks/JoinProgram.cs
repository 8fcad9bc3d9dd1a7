namespace ConvGen.Tests.Networks;

/// <summary>
/// A hand-written program with two inputs and two outputs: a = x · scale and its running mean m ← (m + mean a) / 2 while training; sum = a₀ + a₁ + y, twice = 2a.
/// x and a are vectors of 16, y and sum of one number, and 'A' (that is a) can be read in place. Arena, for each image: a 16, twice 16, sum 1, gradients
/// of twice 16, sum 1, x 16, y 1.
/// </summary>
internal sealed unsafe class JoinProgram : NetworkProgram
{
    public const int Length = 16;

    public static NetworkDescription Description { get; } = new(
        "Join",
        [new TensorDescription("x", [Length], -1), new TensorDescription("y", [1], -2)],
        [new LayerDescription("norm", "Scale", [-1], [Length], 1, 0), new LayerDescription("sum", "Sum", [0, -2], [1], 0, 0), new LayerDescription("twice", "Double", [0], [Length], 0, 0)],
        [
            new ParameterDescription("norm.weight", [1], 0, new PanelPacking(1, 1, []), ParameterRole.Scale, Initializer.Zeros, true),
            new ParameterDescription("norm.running_mean", [1], 16, new PanelPacking(1, 1, []), ParameterRole.RunningMean, Initializer.Zeros, false),
            new ParameterDescription("norm.running_var", [1], 32, new PanelPacking(1, 1, []), ParameterRole.RunningVariance, Initializer.Zeros, false),
            new ParameterDescription("norm.bias", [1], 48, new PanelPacking(1, 1, []), ParameterRole.Bias, Initializer.Zeros, true),
        ],
        [new TensorDescription("Sum", [1], 1), new TensorDescription("Twice", [Length], 2)],
        [new TensorDescription("A", [Length], 0)],
        new LossDescription("MeanSquaredError", false, Length, null, Output: 1),
        new MemoryDescription(33, 0, 67, 0, 64));

    public static NetworkCore Create(int batchSize = 3) => new(Description, _ => new JoinProgram(), new NetworkOptions { BatchSize = batchSize });

    public override void Infer(WorkerPool pool, Frame* frame)
    {
        var x = frame->Input;
        var y = x + Length * frame->Batch;
        for (var n = 0; n < frame->Batch; n++)
        {
            for (var i = 0; i < Length; i++)
            {
                A(frame)[n * Length + i] = x[n * Length + i] * frame->Parameters[0];
                Twice(frame)[n * Length + i] = 2 * A(frame)[n * Length + i];
            }

            Sum(frame)[n] = A(frame)[n * Length] + A(frame)[n * Length + 1] + y[n];
        }
    }

    public override void Forward(WorkerPool pool, Frame* frame)
    {
        Infer(pool, frame);
        frame->Parameters[16] = (frame->Parameters[16] + new ReadOnlySpan<float>(A(frame), Length * frame->Batch).ToArray().Average()) / 2;
    }

    public override void Loss(WorkerPool pool, Frame* frame, bool training)
    {
        for (var i = 0; i < Length * frame->Batch; i++)
        {
            var difference = Twice(frame)[i] - frame->Targets[i];
            frame->Losses[i / Length] = difference * difference / Length + (i % Length == 0 ? 0 : frame->Losses[i / Length]);
            if (training)
                TwiceGradient(frame)[i] = 2 * difference / Length * frame->LossScale;
        }

        if (training)
            new Span<float>(SumGradient(frame), frame->Batch).Clear();
    }

    public override void Backward(WorkerPool pool, Frame* frame)
    {
        for (var i = 0; i < Length * frame->Batch; i++)
            frame->Gradients[0] += AGradient(frame, i) * A(frame)[i] / frame->Parameters[0];
    }

    public override void BackwardInput(WorkerPool pool, Frame* frame)
    {
        for (var i = 0; i < Length * frame->Batch; i++)
            XGradient(frame)[i] = AGradient(frame, i) * frame->Parameters[0];
        for (var n = 0; n < frame->Batch; n++)
            YGradient(frame)[n] = SumGradient(frame)[n];
    }

    public override float* View(Frame* frame, int view, bool training) => view == 2 ? A(frame) : null;

    public override void Read(WorkerPool pool, Frame* frame, int view, bool training) => Of(frame, view, out var length).CopyTo(new Span<float>(frame->Dense, length));

    public override void Write(WorkerPool pool, Frame* frame, int view)
    {
        var length = frame->Batch * (view == 0 ? 1 : Length);
        new Span<float>(frame->Dense, length).CopyTo(new Span<float>(view == 0 ? SumGradient(frame) : TwiceGradient(frame), length));
    }

    private static Span<float> Of(Frame* frame, int view, out int length)
    {
        length = frame->Batch * (view is 0 or InputGradientView - 1 ? 1 : Length);
        return new Span<float>(view switch { 0 => Sum(frame), 1 => Twice(frame), InputGradientView => XGradient(frame), InputGradientView - 1 => YGradient(frame), _ => throw new InvalidOperationException() }, length);
    }

    private static float AGradient(Frame* frame, int i) => 2 * TwiceGradient(frame)[i] + (i % Length < 2 ? SumGradient(frame)[i / Length] : 0);

    private static float* A(Frame* frame) => frame->Arena;

    private static float* Twice(Frame* frame) => frame->Arena + Length * frame->Capacity;

    private static float* Sum(Frame* frame) => frame->Arena + 2 * Length * frame->Capacity;

    private static float* TwiceGradient(Frame* frame) => Sum(frame) + frame->Capacity;

    private static float* SumGradient(Frame* frame) => TwiceGradient(frame) + Length * frame->Capacity;

    private static float* XGradient(Frame* frame) => SumGradient(frame) + frame->Capacity;

    private static float* YGradient(Frame* frame) => XGradient(frame) + Length * frame->Capacity;
}
