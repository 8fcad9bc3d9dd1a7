using System.Globalization;
using ConvGen.GpuLab.Networks;

namespace ConvGen.GpuLab.Commands;

/// <summary>What stands behind a command: words, and options of the form --name value.</summary>
internal sealed class Arguments
{
    private static readonly string[] _flags = ["dry", "launches"];

    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">An option has no value.</exception>
    public Arguments(ReadOnlySpan<string> arguments)
    {
        var words = new List<string>();
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal))
                words.Add(arguments[i]);
            else if (_flags.Contains(arguments[i][2..]))
                _options[arguments[i][2..]] = "";
            else
                _options[arguments[i][2..]] = ++i < arguments.Length ? arguments[i] : throw new ArgumentException($"{arguments[^1]} has no value.");
        }

        Words = words;
    }

    public IReadOnlyList<string> Words { get; }

    /// <summary>Where networks run and in what precision.</summary>
    /// <exception cref="ArgumentException">There is no such precision.</exception>
    public LabOptions Lab => new(Device, Enum.Parse<Precision>(Text("precision", nameof(Precision.Default))));

    /// <summary>The first device of CUDA, or what the environment says.</summary>
    public static Device Device => Device.Parse(Environment.GetEnvironmentVariable("CONVGEN_DEVICE") is { Length: > 0 } asked ? asked : "cuda");

    /// <summary>Seconds of a timing.</summary>
    public double Seconds => double.Parse(Text("seconds", "0.3"), CultureInfo.InvariantCulture);

    /// <summary>Its least rounds.</summary>
    public int Rounds => Number("rounds", 5);

    /// <summary>Threads that have the driver compile.</summary>
    public int Threads => Number("threads", Math.Clamp(Environment.ProcessorCount, 1, 16));

    public bool Has(string flag) => _options.ContainsKey(flag);

    public string Text(string name, string otherwise) => _options.GetValueOrDefault(name, otherwise);

    public int Number(string name, int otherwise) => int.Parse(Text(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    public IReadOnlyList<int> Numbers(string name, string otherwise) => [.. Text(name, otherwise).Split(',', StringSplitOptions.RemoveEmptyEntries).Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
}
