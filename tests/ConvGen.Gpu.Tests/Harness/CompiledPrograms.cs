using System.Collections.Immutable;
using ConvGen.Generator;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Passes;
using ConvGen.Generator.Program;
using ConvGen.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ConvGen.Tests.Gpu.Harness;

/// <summary>Networks as the compiler lowers them for graphics processors, from the text of their declarations.</summary>
internal static class CompiledPrograms
{
    private static readonly Lazy<ImmutableArray<MetadataReference>> References = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "netstandard.dll")
            .Append(typeof(INetwork).Assembly.Location)
            .Append(typeof(NetworkAttribute).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    private static readonly Lazy<CSharpCompilation> Models = new(() =>
    {
        var assembly = typeof(CompiledPrograms).Assembly;
        var texts = assembly.GetManifestResourceNames().Where(name => name.StartsWith("Models/", StringComparison.Ordinal)).Select(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        });
        return Compilation([.. texts, "global using System; global using System.Collections.Generic; global using System.Linq; global using ConvGen;"]);
    });

    /// <summary>Both programs of each class of a text that is a network, by the classes' names.</summary>
    public static IReadOnlyDictionary<string, LoweredNetwork> Of(string text)
    {
        return Compilation(["using ConvGen;\n" + text]).Assembly.GlobalNamespace.GetTypeMembers().Where(type => type.GetAttributes().Any(attribute => attribute.AttributeClass!.Name == "NetworkAttribute"))
            .ToDictionary(type => type.Name, type => Compile(type), StringComparer.Ordinal);
    }

    /// <summary>Both programs of a network of ConvGen.Models.</summary>
    public static LoweredNetwork OfModel(string name) => Compile(Models.Value.GetTypeByMetadataName("ConvGen.Models." + name)!);

    /// <summary>The kernels of all segments of both programs.</summary>
    public static IEnumerable<Kernel> Kernels(this LoweredNetwork network) => network.Inference.Kernels.Concat(network.Training.Kernels);

    private static CSharpCompilation Compilation(IEnumerable<string> texts) => CSharpCompilation.Create(
        "Networks",
        texts.Select(text => CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Latest))),
        References.Value,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    private static LoweredNetwork Compile(INamedTypeSymbol type)
    {
        var read = NetworkReader.Read(type, CancellationToken.None)!;
        var problems = read.Problems.ToList();
        return FrontEnd.Build(read.Declaration, problems) is { } graph && problems.TrueForAll(problem => problem.IsWarning)
            ? NetworkCompiler.CompileForGpu(graph)
            : throw new InvalidOperationException($"The compiler refuses {type.Name}: {string.Join("; ", problems.Select(problem => $"{problem.Id} {string.Join(", ", problem.Arguments)}"))}");
    }
}
