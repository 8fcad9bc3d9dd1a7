namespace ConvGen;

/// <summary>
/// A learning rate as a function of time. A plain number is a constant one. Time counts optimiser steps from 0; <see cref="InEpochs"/>
/// makes a schedule count whole epochs instead. Schedules are named as in Keras.
/// </summary>
public abstract class LearningRate
{
    /// <summary>The rate for a step.</summary>
    /// <param name="step">How many steps came before.</param>
    /// <param name="stepsPerEpoch">Steps of an epoch, for schedules that count epochs; 0 where it is not known.</param>
    /// <exception cref="InvalidOperationException">The schedule counts epochs and <paramref name="stepsPerEpoch"/> is 0.</exception>
    public abstract float At(long step, int stepsPerEpoch = 0);

    /// <summary>The same rate for ever.</summary>
    public static implicit operator LearningRate(double rate) => Constant(rate);

    /// <summary>The same rate for ever.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or not a number.</exception>
    public static LearningRate Constant(double rate)
    {
        CheckRate(rate, nameof(rate));
        return FromFunction(_ => (float)rate);
    }

    /// <summary>initial · factor^⌊time / every⌋.</summary>
    public static LearningRate StepDecay(double initial, double factor, int every)
    {
        CheckRate(initial, nameof(initial));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(every);
        return FromFunction(time => (float)(initial * Math.Pow(factor, time / every)));
    }

    /// <summary>initial · decayRate^(time / decaySteps), without steps in between.</summary>
    public static LearningRate ExponentialDecay(double initial, int decaySteps, double decayRate)
    {
        CheckRate(initial, nameof(initial));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(decaySteps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(decayRate);
        return FromFunction(time => (float)(initial * Math.Pow(decayRate, (double)time / decaySteps)));
    }

    /// <summary>Half a cosine from <paramref name="initial"/> down to <paramref name="final"/>, which it keeps (Loshchilov and Hutter 2017, without restarts).</summary>
    public static LearningRate CosineDecay(double initial, int decaySteps, double final = 0)
    {
        CheckRate(initial, nameof(initial));
        CheckRate(final, nameof(final));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(decaySteps);
        return FromFunction(time => (float)(final + (initial - final) * (1 + Math.Cos(Math.PI * Math.Min(time, decaySteps) / decaySteps)) / 2));
    }

    /// <summary>values[0] before boundaries[0], values[1] from there to before boundaries[1], and so on.</summary>
    /// <exception cref="ArgumentException">The boundaries do not ascend, or the values are not one more.</exception>
    public static LearningRate PiecewiseConstant(IReadOnlyList<int> boundaries, IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(boundaries);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count != boundaries.Count + 1)
            throw new ArgumentException($"{boundaries.Count} boundaries make {boundaries.Count + 1} pieces, but there are {values.Count} values.", nameof(values));
        for (var i = 1; i < boundaries.Count; i++)
        {
            if (boundaries[i] <= boundaries[i - 1])
                throw new ArgumentException($"Boundaries ascend, but {boundaries[i]} follows {boundaries[i - 1]}.", nameof(boundaries));
        }

        foreach (var value in values)
            CheckRate(value, nameof(values));
        // Copies, because a schedule must not change with its caller's lists; a loop, because a step allocates nothing.
        int[] ends = [.. boundaries];
        double[] rates = [.. values];
        return FromFunction(time =>
        {
            var piece = 0;
            while (piece < ends.Length && time >= ends[piece])
                piece++;
            return (float)rates[piece];
        });
    }

    /// <summary>Any function of time.</summary>
    public static LearningRate FromFunction(Func<long, float> rateAt)
    {
        ArgumentNullException.ThrowIfNull(rateAt);
        return new Schedule(rateAt);
    }

    /// <summary>The same schedule with time counted in whole epochs, as PyTorch's schedulers are commonly stepped.</summary>
    public LearningRate InEpochs() => new EpochSchedule(this);

    /// <summary>The same schedule, its first <paramref name="steps"/> rates multiplied by 1/steps, 2/steps, … 1: a linear start.</summary>
    public LearningRate WithWarmup(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        return new WarmupSchedule(this, steps);
    }

    private static void CheckRate(double rate, string argument)
    {
        if (!(rate >= 0 && double.IsFinite(rate)))
            throw new ArgumentOutOfRangeException(argument, rate, $"A learning rate is a finite number, not below zero; this one is {rate}.");
    }

    private sealed class Schedule(Func<long, float> rateAt) : LearningRate
    {
        public override float At(long step, int stepsPerEpoch = 0) => rateAt(step);
    }

    private sealed class EpochSchedule(LearningRate inner) : LearningRate
    {
        public override float At(long step, int stepsPerEpoch = 0) => stepsPerEpoch > 0
            ? inner.At(step / stepsPerEpoch, stepsPerEpoch)
            : throw new InvalidOperationException("This learning rate counts epochs: set Optimizer.StepsPerEpoch in a training loop of your own (Fit does it).");
    }

    private sealed class WarmupSchedule(LearningRate inner, int steps) : LearningRate
    {
        public override float At(long step, int stepsPerEpoch = 0)
        {
            var rate = inner.At(step, stepsPerEpoch);
            return step < steps ? (float)(rate * ((step + 1.0) / steps)) : rate;
        }
    }
}
