using System.Reflection;
using System.Text.Json;

namespace ConvGen.Tests.Training;

/// <summary>Every rule against PyTorch, over ten steps. tests/goldens/optimizers.py made the numbers.</summary>
public class OptimizerGoldenTests
{
    private const int Count = 11;

    public static TheoryData<string> Cases => [.. Goldens.Keys];

    private static Dictionary<string, Dictionary<int, float[]>> Goldens { get; } = Read();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Parameters_follow_PyTorch(string name)
    {
        using var subject = OptimizerSubject.Vector(Count);
        subject.Parameters["w"].SetValues([.. Enumerable.Range(0, Count).Select(i => (7 * i % 11 - 5) / 4f)]);
        var optimizer = Create(name);
        for (var step = 1; step <= 10; step++)
        {
            subject.SetGradient("w", [.. Enumerable.Range(0, Count).Select(i => ((3 * i + 5 * step) % 13 - 6) / 8f)]);
            optimizer.Step(subject.Parameters);
            if (!Goldens[name].TryGetValue(step, out var expected))
                continue;
            var actual = subject.Parameters["w"].GetValues();
            for (var i = 0; i < Count; i++)
                Assert.True(Math.Abs(expected[i] - actual[i]) < 1e-6f, $"{name}, step {step}, element {i}: PyTorch {expected[i]:R}, here {actual[i]:R}.");
        }

        // Padding lanes have stayed zero.
        Assert.All(subject.Parameters.Values[Count..].ToArray(), lane => Assert.Equal(0, lane));
    }

    private static Optimizer Create(string name) => name switch
    {
        "sgd" => new Sgd(0.05f),
        "sgd decay" => new Sgd(0.05f, weightDecay: 0.1f),
        "sgd momentum" => new Sgd(0.05f, momentum: 0.9f),
        "sgd momentum decay" => new Sgd(0.05f, momentum: 0.9f, weightDecay: 0.1f),
        "sgd nesterov decay" => new Sgd(0.05f, momentum: 0.9f, nesterov: true, weightDecay: 0.1f),
        "sgd clip norm" => new Sgd(0.05f, momentum: 0.9f) { ClipNorm = 1 },
        "sgd clip value" => new Sgd(0.05f, momentum: 0.9f) { ClipValue = 0.4f },
        "adam" => new Adam(0.01f),
        "adam decay" => new Adam(0.01f, 0.8, 0.99, 1e-6, weightDecay: 0.1),
        "adamw" => new AdamW(0.01f),
        "adamw decay" => new AdamW(0.01f, 0.8, 0.99, 1e-6, weightDecay: 0.1),
        _ => throw new ArgumentException($"No optimiser is called '{name}'.", nameof(name)),
    };

    private static Dictionary<string, Dictionary<int, float[]>> Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("ConvGen.Tests.Training.optimizers.golden.json")!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.EnumerateObject().ToDictionary(
            rule => rule.Name,
            rule => rule.Value.EnumerateObject().ToDictionary(
                step => int.Parse(step.Name),
                step => step.Value.EnumerateArray().Select(value => value.GetSingle()).ToArray()));
    }
}
