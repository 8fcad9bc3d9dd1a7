namespace ConvGen.Tests.Networks;

/// <summary>Every wrong call gets a typed exception that names the numbers, and changes nothing.</summary>
public sealed class NetworkMisuseTests
{
    private static readonly float[] s_image = [1, 2, 3, 4, 5];

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(15)]
    public void Image_spans_that_do_not_fit(int length)
    {
        using var core = DenseProgram.Create(new NetworkOptions { BatchSize = 2 });
        var exception = Assert.Throws<ArgumentException>("images", () => core.Forward(new float[length], training: false));
        Assert.Contains(length == 15 ? "3 images" : $"{length} values", exception.Message, StringComparison.Ordinal);
        Assert.Contains(length == 15 ? "BatchSize is 2" : "has 5 (1×1×5)", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Output_spans_that_do_not_fit()
    {
        using var core = DenseProgram.Create(new NetworkOptions { BatchSize = 2 });
        var exception = Assert.Throws<ArgumentException>("outputs", () => core.Predict(s_image, new float[4]));
        Assert.Contains("4 values, but 1 image of 3 outputs take 3", exception.Message, StringComparison.Ordinal);
        core.Forward(s_image, training: true);
        Assert.Throws<ArgumentException>("outputGradients", () => core.Backward(new float[6]));
        core.Backward(new float[3]);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void Labels_that_are_no_class(int label)
    {
        using var core = DenseProgram.Create(new NetworkOptions { BatchSize = 2 });
        float[] images = [.. s_image, .. s_image];
        var exception = Assert.Throws<ArgumentOutOfRangeException>("labels", () => core.TrainStep(images, [0, label]));
        Assert.Contains($"Label 1 is {label}, but there are 3 classes, 0 to 2", exception.Message, StringComparison.Ordinal);
        Assert.All(core.Parameters.Gradients.ToArray(), g => Assert.Equal(0f, g));
    }

    [Fact]
    public void Label_and_target_counts_that_do_not_fit()
    {
        using var labelled = DenseProgram.Create();
        Assert.Contains("2 labels, but 1 image takes 1", Assert.Throws<ArgumentException>(() => labelled.TrainStep(s_image, [0, 1])).Message, StringComparison.Ordinal);
        using var regression = DenseProgram.Create(labels: false);
        Assert.Contains("2 targets, but 1 image takes 3", Assert.Throws<ArgumentException>(() => regression.TrainStep(s_image, [0f, 1f])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_wrong_kind_of_loss_or_none()
    {
        using var labelled = DenseProgram.Create();
        Assert.Contains("int labels", Assert.Throws<InvalidOperationException>(() => labelled.TrainStep(s_image, [0f, 1f, 2f])).Message, StringComparison.Ordinal);
        using var regression = DenseProgram.Create(labels: false);
        Assert.Contains("float targets", Assert.Throws<InvalidOperationException>(() => regression.TrainStep(s_image, [0])).Message, StringComparison.Ordinal);
        using var none = DenseProgram.Create(loss: false);
        Assert.Contains("no loss", Assert.Throws<InvalidOperationException>(() => none.TestStep(s_image, [0], new float[3])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Backward_without_its_forward_pass()
    {
        using var core = DenseProgram.Create();
        Assert.Throws<InvalidOperationException>(() => core.Backward(new float[3]));
        core.Forward(s_image, training: false);
        Assert.Contains("training: true", Assert.Throws<InvalidOperationException>(() => core.Backward(new float[3])).Message, StringComparison.Ordinal);
        core.Forward(s_image, training: true);
        core.Backward(new float[3]);
        Assert.Contains("already run", Assert.Throws<InvalidOperationException>(() => core.Backward(new float[3])).Message, StringComparison.Ordinal);
        core.Forward(s_image, training: true);
        core.Predict(s_image, new float[3]);
        Assert.Throws<InvalidOperationException>(() => core.Backward(new float[3]));
    }

    [Fact]
    public void Values_before_there_are_any()
    {
        using var core = DenseProgram.Create();
        Assert.Contains("'fc' has no values yet", Assert.Throws<InvalidOperationException>(() => core.Tensor(0).ToArray()).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => core.InputGradient);
        core.TrainStep(s_image, [1]);
        var gradient = core.InputGradient;
        core.Predict(s_image, new float[3]);
        Assert.Throws<InvalidOperationException>(() => gradient.ToArray());
        Assert.Throws<InvalidOperationException>(() => gradient.Shape);
    }

    [Fact]
    public void A_failed_call_leaves_the_last_pass_readable()
    {
        using var core = DenseProgram.Create();
        var before = core.Forward(s_image, training: false).ToArray();
        Assert.Throws<ArgumentException>(() => core.Predict(new float[4], new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => core.TrainStep(s_image, [7]));
        Assert.Equal(before, core.Tensor(0).ToArray());
    }

    [Fact]
    public void Everything_after_dispose()
    {
        var core = DenseProgram.Create();
        var y = core.Forward(s_image, training: false);
        var parameters = core.Parameters;
        core.Dispose();
        core.Dispose();
        Assert.Throws<ObjectDisposedException>(() => core.Predict(s_image, new float[3]));
        Assert.Throws<ObjectDisposedException>(() => core.Forward(s_image, training: true));
        Assert.Throws<ObjectDisposedException>(() => core.Backward(new float[3]));
        Assert.Throws<ObjectDisposedException>(() => core.TrainStep(s_image, [0]));
        Assert.Throws<ObjectDisposedException>(() => core.TestStep(s_image, [0], new float[3]));
        Assert.Throws<ObjectDisposedException>(() => core.SaveWeights("never-written.safetensors"));
        Assert.Throws<ObjectDisposedException>(() => core.LoadWeights("never-read.safetensors"));
        Assert.Throws<ObjectDisposedException>(() => core.InputGradient);
        Assert.Throws<ObjectDisposedException>(() => y.ToArray());
        Assert.Throws<ObjectDisposedException>(() => y.Shape);
        Assert.Throws<ObjectDisposedException>(() => parameters["fc.bias"].GetValues());
        Assert.Throws<ObjectDisposedException>(() => parameters["fc.bias"].GetGradient());
        Assert.Throws<ObjectDisposedException>(() => parameters.Values.Length);
        Assert.Throws<ObjectDisposedException>(() => parameters.Gradients.Length);
    }

    [Fact]
    public void Two_threads_at_once()
    {
        using var inside = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        using var core = new NetworkCore(DenseProgram.Describe(), _ => new WaitingProgram(inside, leave), null);
        var other = new Thread(() => core.Predict(s_image, new float[3]));
        other.Start();
        inside.Wait();
        Assert.Contains("another thread", Assert.Throws<InvalidOperationException>(() => core.Predict(s_image, new float[3])).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(core.Dispose);
        leave.Set();
        other.Join();
        core.Predict(s_image, new float[3]);
    }

    private sealed unsafe class WaitingProgram(ManualResetEventSlim inside, ManualResetEventSlim leave) : NetworkProgram
    {
        public override void Infer(WorkerPool pool, Frame* frame)
        {
            inside.Set();
            leave.Wait();
        }

        public override void Forward(WorkerPool pool, Frame* frame)
        {
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
        }

        public override void Write(WorkerPool pool, Frame* frame, int view)
        {
        }
    }
}
