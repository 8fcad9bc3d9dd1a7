namespace ConvGen.Tests.Networks;

/// <summary>Several outputs share one span: one after the other in declaration order, each batch first.</summary>
public sealed class SeveralOutputsTests
{
    private static readonly NetworkDescription s_description = new(
        "TwoHeads", [new TensorDescription("input", [1, 1, 2], -1)], [], [], [new TensorDescription("same", [2], -1), new TensorDescription("sum", [1], -1)], [], null, new MemoryDescription(3, 0, 6, 0, 0));

    [Fact]
    public void Predict_concatenates_and_backward_takes_apart()
    {
        var program = new TwoHeads();
        using var core = new NetworkCore(s_description, _ => program, new NetworkOptions { BatchSize = 3 });
        var outputs = new float[6];
        core.Predict([1, 2, 3, 4], outputs);
        Assert.Equal([1, 2, 3, 4, 3, 7], outputs);
        Assert.Throws<ArgumentException>(() => core.Predict([1, 2, 3, 4], new float[4]));

        Assert.Equal([2, 2], core.Forward([1, 2, 3, 4], training: true).Shape);
        Assert.Equal([2, 1], core.Tensor(1).Shape);
        Assert.Equal([3f, 7f], core.Tensor(1).ToArray());
        core.Backward([10, 20, 30, 40, 5, 6]);
        Assert.Equal([10f, 20f, 30f, 40f], program.Gradients[0]);
        Assert.Equal([5f, 6f], program.Gradients[1]);
    }

    /// <summary>y0 = x, y1 = x₀ + x₁. Arena: y0 (2 an image), y1 (1 an image).</summary>
    private sealed unsafe class TwoHeads : NetworkProgram
    {
        public float[][] Gradients { get; } = [[], []];

        public override void Infer(WorkerPool pool, Frame* frame) => Forward(pool, frame);

        public override void Forward(WorkerPool pool, Frame* frame)
        {
            for (var n = 0; n < frame->Batch; n++)
            {
                frame->Arena[2 * n] = frame->Input[2 * n];
                frame->Arena[2 * n + 1] = frame->Input[2 * n + 1];
                frame->Arena[2 * frame->Capacity + n] = frame->Input[2 * n] + frame->Input[2 * n + 1];
            }
        }

        public override void Loss(WorkerPool pool, Frame* frame, bool training)
        {
        }

        public override void Backward(WorkerPool pool, Frame* frame)
        {
        }

        public override void BackwardInput(WorkerPool pool, Frame* frame)
        {
        }

        public override void Read(WorkerPool pool, Frame* frame, int view, bool training)
        {
            var length = (2 - view) * frame->Batch;
            new ReadOnlySpan<float>(frame->Arena + 2 * view * frame->Capacity, length).CopyTo(new Span<float>(frame->Dense, length));
        }

        public override void Write(WorkerPool pool, Frame* frame, int view) =>
            Gradients[view] = new ReadOnlySpan<float>(frame->Dense, (2 - view) * frame->Batch).ToArray();
    }
}
