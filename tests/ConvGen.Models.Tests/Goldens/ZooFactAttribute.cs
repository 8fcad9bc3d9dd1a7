namespace ConvGen.Tests.Goldens;

/// <summary>A test of PyTorch's results for the zoo; skipped, and said so, where nobody made them.</summary>
public sealed class ZooFactAttribute : FactAttribute
{
    public ZooFactAttribute() => Skip = ZooGoldens.Missing;
}
