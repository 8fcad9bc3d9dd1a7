namespace ConvGen.Tests.Goldens;

/// <summary>A theory over PyTorch's results for the zoo; skipped, and said so, where nobody made them.</summary>
public sealed class ZooTheoryAttribute : TheoryAttribute
{
    public ZooTheoryAttribute() => Skip = ZooGoldens.Missing;
}
