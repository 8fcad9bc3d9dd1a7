using System.Diagnostics;
using System.Globalization;

namespace ConvGen;

/// <summary>Trains networks and measures them.</summary>
public static class Trainer
{
    /// <summary>
    /// Trains on every image once an epoch, in batches of the network's size; the last batch may be smaller. The same seeds and
    /// data give the same bits.
    /// </summary>
    /// <param name="network">The network; it keeps what it learned however training ends.</param>
    /// <param name="training">Images with what the network's loss takes.</param>
    /// <param name="options">Null means all defaults.</param>
    /// <returns>Losses, accuracies and times, epoch by epoch.</returns>
    /// <exception cref="ArgumentException">The data does not fit the network; the message names both shapes.</exception>
    /// <exception cref="InvalidOperationException">The network has no loss or several inputs, or the optimiser belongs to another network.</exception>
    /// <exception cref="TrainingDivergedException">A loss was infinite or not a number.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled.</exception>
    public static History Fit(this INetwork network, Dataset training, FitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(training);
        options ??= new FitOptions();
        DatasetFit.Check(network.Description, training, "training");
        if (options.Validation is not null)
            DatasetFit.Check(network.Description, options.Validation, "validation");

        var batch = new Batch(network, training);
        var batches = (training.Count + network.BatchSize - 1) / network.BatchSize;
        var state = new TrainingState(network, options, batches);
        var progress = ProgressReporter.Create(options.Progress);
        var order = new int[training.Count];
        options.Optimizer.StepsPerEpoch = batches;
        foreach (var callback in options.Callbacks)
            callback.OnTrainingStart(state);
        while (state.Epoch < options.Epochs && !state.StopRequested)
        {
            state.Epoch++;
            Arrange(order, options, state.Epoch);
            try
            {
                RunEpoch(state, batch, order, progress);
            }
            catch
            {
                progress.Abandon();
                throw;
            }
        }

        foreach (var callback in options.Callbacks)
            callback.OnTrainingEnd(state);
        progress.EndTraining(state);
        return state.History;
    }

    /// <summary>Mean loss and accuracy over a dataset, in inference mode.</summary>
    /// <param name="network">The network.</param>
    /// <param name="test">Images with what the network's loss takes.</param>
    /// <exception cref="ArgumentException">The data does not fit the network; the message names both shapes.</exception>
    /// <exception cref="InvalidOperationException">The network has no loss, or several inputs.</exception>
    public static Metrics Evaluate(this INetwork network, Dataset test)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(test);
        DatasetFit.Check(network.Description, test, "test");
        return Measure(network, test, CancellationToken.None);
    }

    private static void Arrange(int[] order, FitOptions options, int epoch)
    {
        if (options.Shuffle)
        {
            Shuffle.Fill(order, options.Seed, epoch);
            return;
        }

        for (var i = 0; i < order.Length; i++)
            order[i] = i;
    }

    private static void RunEpoch(TrainingState state, Batch batch, int[] order, ProgressReporter progress)
    {
        var (network, options) = (state.Network, state.Options);
        var start = Stopwatch.GetTimestamp();
        var (sum, seen) = (0.0, 0L);
        var rate = 0f;
        (state.Batch, state.BatchLoss, state.Loss) = (0, 0, 0);
        progress.BeginEpoch(state);
        foreach (var callback in options.Callbacks)
            callback.OnEpochStart(state);

        for (var first = 0; first < order.Length && !state.StopRequested; first += network.BatchSize)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            batch.Load(order.AsSpan(first, Math.Min(network.BatchSize, order.Length - first)));
            var loss = batch.TrainStep();
            state.Batch++;
            if (float.IsFinite(loss))
            {
                rate = options.Optimizer.CurrentLearningRate;
                options.Optimizer.Step(network.Parameters);
                sum += (double)loss * batch.Count;
                seen += batch.Count;
                state.Loss = (float)(sum / seen);
            }
            else if (!options.SkipNonFiniteSteps)
            {
                throw Diverged(state, loss);
            }

            state.BatchLoss = loss;
            progress.Update(state);
            foreach (var callback in options.Callbacks)
                callback.OnBatchEnd(state);
        }

        var validation = options.Validation is null ? null : Measure(network, options.Validation, options.CancellationToken);
        var record = new EpochRecord(
            state.Epoch,
            seen > 0 ? state.Loss : float.NaN,
            validation?.Loss ?? float.NaN,
            validation?.Accuracy ?? float.NaN,
            rate,
            Stopwatch.GetElapsedTime(start).TotalSeconds);
        state.History.Add(record);
        progress.EndEpoch(state, record);
        foreach (var callback in options.Callbacks)
            callback.OnEpochEnd(state, record);
    }

    private static Metrics Measure(INetwork network, Dataset test, CancellationToken cancellationToken)
    {
        var batch = new Batch(network, test);
        var order = new int[test.Count];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;

        var sum = 0.0;
        var accuracy = new Accuracy(network.Description);
        for (var first = 0; first < order.Length; first += network.BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            batch.Load(order.AsSpan(first, Math.Min(network.BatchSize, order.Length - first)));
            sum += (double)batch.TestStep() * batch.Count;
            if (test.HasLabels)
                accuracy.Add(batch.LossOutput, batch.Labels);
            else
                accuracy.Add(batch.LossOutput, batch.Targets);
        }

        return new Metrics((float)(sum / test.Count), accuracy.Value, test.Count);
    }

    private static TrainingDivergedException Diverged(TrainingState state, float loss) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"The loss is {loss} at step {state.Batch} of {state.Batches} in epoch {state.Epoch}. Lower the learning rate, clip gradients (ClipNorm), or normalise the images; FitOptions.SkipNonFiniteSteps goes on regardless."));
}
