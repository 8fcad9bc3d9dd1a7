using System.Globalization;
using ConvGen;

namespace FirstNetwork;

/// <summary>What the command line asks for.</summary>
internal sealed record SampleOptions
{
    public const string Usage = """
        Trains LeNet-5 on Fashion-MNIST and says how well it does.

        usage: FirstNetwork [options]
          --data DIR       folder with the four Fashion-MNIST files (default: the subset that ships with this sample)
          --epochs N       passes over the training images (default: 8)
          --output DIR     where weights and pictures go (default: output, in the current folder)
          --device NAME    where it runs: cpu (the default), cuda, opencl or auto; cuda:1 is the second of several
          --threads N      threads on the processor (default: one for each core); the result never depends on it
          --seed N         where initial weights and the order of images come from (default: 1)
          --predict-once   one prediction with fresh weights, then the end: shows how fast a program starts
          --help           this text
        """;

    public string Data { get; private init; } = Path.Combine(AppContext.BaseDirectory, "data");

    public int Epochs { get; private init; } = 8;

    public string Output { get; private init; } = "output";

    public Device Device { get; private init; } = Device.Cpu;

    public int Threads { get; private init; }

    public int Seed { get; private init; } = 1;

    public bool PredictOnce { get; private init; }

    public bool Help { get; private init; }

    /// <exception cref="UsageException">An option is unknown, lacks its value, or has one that makes no sense.</exception>
    public static SampleOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new SampleOptions();
        while (args is [var option, .. var rest])
        {
            switch (option)
            {
                case "--help" or "-h":
                    return options with { Help = true };
                case "--predict-once":
                    options = options with { PredictOnce = true };
                    args = rest;
                    continue;
            }

            if (rest is not [var value, ..] || value.Length == 0 || value.StartsWith("--", StringComparison.Ordinal))
                throw new UsageException(IsKnown(option) ? $"{option} needs a value." : Unknown(option));
            options = option switch
            {
                "--data" => options with { Data = value },
                "--output" => options with { Output = value },
                "--device" => options with { Device = Named(option, value) },
                "--epochs" => options with { Epochs = Number(option, value, 1, 10_000) },
                "--threads" => options with { Threads = Number(option, value, 1, 1024) },
                "--seed" => options with { Seed = Number(option, value, 0, int.MaxValue) },
                _ => throw new UsageException(Unknown(option)),
            };
            args = rest[1..];
        }

        return options;
    }

    private static bool IsKnown(string option) => option is "--data" or "--output" or "--device" or "--epochs" or "--threads" or "--seed";

    private static string Unknown(string option) => $"There is no option '{option}'.";

    private static Device Named(string option, string value)
    {
        try
        {
            return Device.Parse(value);
        }
        catch (FormatException e)
        {
            throw new UsageException($"{option}: {e.Message}");
        }
    }

    private static int Number(string option, string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new UsageException($"{option} is '{value}'; it is a whole number from {least} to {most}.");
}
