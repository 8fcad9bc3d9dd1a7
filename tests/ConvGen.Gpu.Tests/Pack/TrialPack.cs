using System.Globalization;
using System.Reflection;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.GpuLab.Pack;
using ConvGen.Tests.Gpu.Harness;
using ConvGen.Tests.Gpu.Oracle;
using Xunit.Sdk;

namespace ConvGen.Tests.Gpu.Pack;

/// <summary>Trials as a kernel pack: what the emulator and the oracle agreed on, for a device to be held against.</summary>
internal static class TrialPack
{
    /// <summary>Runs test methods and packs all their trials.</summary>
    /// <param name="methods">Facts and theories.</param>
    /// <param name="path">The file.</param>
    public static void Write(IEnumerable<MethodInfo> methods, string path)
    {
        using var writer = new PackWriter(path);
        foreach (var method in methods)
        {
            var arguments = method.GetCustomAttributes<DataAttribute>().SelectMany(data => data.GetData(method)).DefaultIfEmpty([]);
            foreach (var row in arguments)
            {
                var test = $"{method.DeclaringType!.Name}.{method.Name}({string.Join(", ", row.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)))})";
                KernelTrial.Passed = trial => Add(writer, test, trial);
                try
                {
                    method.Invoke(Activator.CreateInstance(method.DeclaringType), row);
                }
                finally
                {
                    KernelTrial.Passed = null;
                }
            }
        }

        writer.Finish();
    }

    /// <summary>Adds what a trial did.</summary>
    public static void Add(PackWriter writer, string test, KernelTrial trial)
    {
        var launches = trial.Launches.Select(launch => new PackedLaunch(Number(launch.Code), launch.Grid, launch.Places, launch.Numbers)).ToList();
        var buffers = trial.Buffers.Select(buffer => Buffer(buffer, trial.Contents(buffer))).ToList();
        writer.Add(new PackedCase(trial.Kernel.GetType().Name, $"{test}: {trial.Kernel.Name}, batch {trial.Batch.ToString(CultureInfo.InvariantCulture)}", buffers, launches));

        int Number(KernelCode code) =>
            writer.Add(KernelTrial.HeaderOf(trial.Precision), code.Threads, KernelTrial.Print(code, "", trial.Precision), name => KernelTrial.Print(code, name, trial.Precision));
    }

    /// <summary>The least and the largest number that a measured one allows; NaN where it is that, infinite both ways where it allows anything.</summary>
    public static (float Low, float High) Bounds(Measured value)
    {
        var expected = (float)value.Value;
        if (value.Allows(float.NaN))
            return float.IsNaN(expected) ? (float.NaN, float.NaN) : (float.NegativeInfinity, float.PositiveInfinity);
        return (Furthest(value, expected, -1), Furthest(value, expected, 1));
    }

    private static PackedBuffer Buffer(TrialBuffer buffer, ReadOnlySpan<int> after)
    {
        var packed = new PackedBuffer(buffer.Name, buffer.Shift, buffer.Before);
        if (buffer.Written is not { } written)
            return packed;
        var bounds = written.Where(value => value is not null).Select(value => Bounds(value!.Value)).ToList();
        return packed with
        {
            After = after.ToArray(),
            IsWritten = [.. written.Select(value => value is not null)],
            Low = [.. bounds.Select(bound => bound.Low)],
            High = [.. bounds.Select(bound => bound.High)],
        };
    }

    /// <summary>The last number in a direction that is allowed, by steps that double and then halve; numbers are counted in their order.</summary>
    private static float Furthest(Measured value, float from, int direction)
    {
        var (at, step) = (Rank(from), 1L);
        while (IsAllowed(at + (direction * step)))
        {
            at += direction * step;
            step *= 2;
        }

        for (; step > 0; step /= 2)
            if (IsAllowed(at + (direction * step)))
                at += direction * step;
        return At(at);

        bool IsAllowed(long rank) => Math.Abs(rank) <= Rank(float.PositiveInfinity) && value.Allows(At(rank));
    }

    private static long Rank(float number) => BitConverter.SingleToInt32Bits(number) is var bits && bits >= 0 ? bits : -(bits & 0x7FFFFFFFL);

    private static float At(long rank) => rank >= 0 ? BitConverter.Int32BitsToSingle((int)rank) : -BitConverter.Int32BitsToSingle((int)-rank);
}
