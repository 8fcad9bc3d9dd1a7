using ConvGen.Generator;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Program;
using ConvGen.Generator.Reading;
using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Harness;

/// <summary>What the compiler made of a network, before any text: kernels over planned regions, for inference and for training.</summary>
internal sealed record LoweredPrograms(NetworkGraph Graph, KernelProgram Inference, KernelProgram Training)
{
    public IEnumerable<KernelProgram> All => [Inference, Training];

    /// <summary>All that the verifiers of both levels find wrong.</summary>
    public IEnumerable<string> Faults => GraphVerifier.Verify(Graph).Concat(All.SelectMany(ProgramVerifier.Verify));

    public static IReadOnlyList<LoweredPrograms> Of(IReadOnlyList<Graph> networks) => [.. Build(networks).Select((graph, i) =>
    {
        if (graph is null)
            throw new InvalidOperationException("The compiler refuses a network: " + string.Join("\n", Refusals(networks).First()));
        var lowered = NetworkCompiler.Compile(graph);
        return new LoweredPrograms(graph, lowered.Inference, lowered.Training);
    })];

    /// <summary>True where the compiler finds nothing wrong with the declaration.</summary>
    public static bool Accepts(Graph network) => Build([network]).Single() is not null;

    /// <summary>What the compiler has against networks: a rule's number and its arguments, warnings excepted, each with the declaration.</summary>
    public static IEnumerable<string> Refusals(IReadOnlyList<Graph> networks)
    {
        var compilation = CompiledNetworks.Declare(networks);
        for (var i = 0; i < networks.Count; i++)
        {
            var read = NetworkReader.Read(compilation.GetTypeByMetadataName(CompiledNetworks.ClassName(i))!, CancellationToken.None)!;
            var problems = read.Problems.ToList();
            var graph = FrontEnd.Build(read.Declaration, problems);
            var said = problems.Where(problem => !problem.IsWarning).Select(problem => $"{problem.Id} {string.Join(", ", problem.Arguments)}").ToList();
            if (graph is null || said.Count > 0)
                yield return $"{string.Join('\n', said)}\n{networks[i].Declaration(CompiledNetworks.ClassName(i))}";
        }
    }

    private static IEnumerable<NetworkGraph?> Build(IReadOnlyList<Graph> networks)
    {
        var compilation = CompiledNetworks.Declare(networks);
        for (var i = 0; i < networks.Count; i++)
            yield return FrontEnd.Build(NetworkReader.Read(compilation.GetTypeByMetadataName(CompiledNetworks.ClassName(i))!, CancellationToken.None)!.Declaration, []);
    }
}
