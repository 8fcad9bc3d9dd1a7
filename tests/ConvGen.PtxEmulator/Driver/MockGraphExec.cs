namespace ConvGen.Tests.Ptx;

/// <summary>A graph that can be launched.</summary>
/// <param name="Operations">In an order in which they may run.</param>
internal sealed record MockGraphExec(IReadOnlyList<MockOperation> Operations);
