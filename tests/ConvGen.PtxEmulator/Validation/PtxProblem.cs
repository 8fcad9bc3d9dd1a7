namespace ConvGen.Tests.Ptx;

/// <summary>Something that a compiler of PTX would refuse.</summary>
/// <param name="Line">From 1; 0 where none is to blame.</param>
/// <param name="Text">The instruction or declaration.</param>
/// <param name="Message">What is wrong with it.</param>
public sealed record PtxProblem(int Line, string Text, string Message)
{
    public override string ToString() => $"line {Line}: {Message}: {Text}";
}
