namespace ConvGen.Tests.Ptx;

/// <summary>What was captured, with its arguments as they were.</summary>
/// <param name="Operations">In an order in which they may run.</param>
internal sealed record MockGraph(IReadOnlyList<MockOperation> Operations);
