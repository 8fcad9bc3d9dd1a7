using ConvGen.Generator;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Program;
using ConvGen.Generator.Reading;
using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Harness;

/// <summary>What the compiler made of a network, before any text: kernels over planned regions, for inference and for training.</summary>
internal sealed record LoweredPrograms(KernelProgram Inference, KernelProgram Training)
{
    public IEnumerable<KernelProgram> All => [Inference, Training];

    public static IReadOnlyList<LoweredPrograms> Of(IReadOnlyList<Graph> networks)
    {
        var compilation = CompiledNetworks.Declare(networks);
        return [.. Enumerable.Range(0, networks.Count).Select(i =>
        {
            var declaration = NetworkReader.Read(compilation.GetTypeByMetadataName(CompiledNetworks.ClassName(i))!, CancellationToken.None)!.Declaration;
            var lowered = NetworkCompiler.Compile(FrontEnd.Build(declaration, [])!);
            return new LoweredPrograms(lowered.Inference, lowered.Training);
        })];
    }
}
