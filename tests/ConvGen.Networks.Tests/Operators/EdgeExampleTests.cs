using ConvGen.Tests.Harness;
using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Operators;

/// <summary>The course's example of a vertical edge filter on a 6×6 picture, to the last bit.</summary>
public sealed class EdgeExampleTests
{
    private static readonly float[] Picture =
    [
        3, 0, 1, 2, 7, 4,
        1, 5, 8, 9, 3, 1,
        2, 7, 2, 5, 1, 3,
        0, 1, 3, 1, 7, 8,
        4, 2, 1, 6, 2, 8,
        2, 4, 5, 2, 3, 9,
    ];

    private static readonly float[] Edges =
    [
        -5, -4, 0, 8,
        -10, -2, 2, 3,
        0, -2, -4, -7,
        -3, -2, -3, -16,
    ];

    private static readonly Sequential ByName = new(new(6, 6, 1), new FixedFilter2D(FixedFilter.VerticalEdge));

    private static readonly Sequential ByNumbers = new(new(6, 6, 1), new FixedFilter2D(3, 3, 1, 0, -1, 1, 0, -1, 1, 0, -1));

    private static readonly Lazy<CompiledNetworks> Compiled = new(() => CompiledNetworks.Compile([ByName, ByNumbers]));

    public static TheoryData<InstructionSet> Paths => [.. ProcessorPaths.All];

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_vertical_edge_filter_gives_the_courses_numbers(InstructionSet instructions)
    {
        foreach (var network in (Sequential[])[ByName, ByNumbers])
        {
            using var compiled = Compiled.Value.Create(network, new NetworkOptions { BatchSize = 1, Threads = 1, InstructionSet = instructions });
            var result = new float[16];
            compiled.Predict(Picture, result);
            Assert.Equal(Edges, result);
            Assert.Empty(compiled.Parameters);
        }
    }
}
