namespace ConvGen.Tests.Ptx;

/// <summary>A link of PTX to what stands for machine code here.</summary>
internal sealed unsafe class MockLink
{
    public List<string> Texts { get; } = [];

    public byte* Image { get; set; }
}
