using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ConvGen.Generator.Declaration;
using ConvGen.Generator.Diagnostics;
using ConvGen.Generator.Emission;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ConvGen.Generator;

/// <summary>
/// Attributes to source, incrementally: symbols become a declaration of plain values, and only where that changes is anything printed.
/// The public surface is ordinary output; kernels are heavy, so they are implementation output, which typing never asks for.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class NetworkGenerator : IIncrementalGenerator
{
    /// <summary>Names of the steps, for tests of what an edit re-runs.</summary>
    internal static readonly ImmutableArray<string> Steps = ["Project", "Networks", "Checked", "Surfaces", "Kernels", "Gpu"];

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var project = context.CompilationProvider
            .Select((compilation, _) => ProjectReader.Read(compilation))
            .WithTrackingName("Project");
        var networks = context.SyntaxProvider
            .ForAttributeWithMetadataName(Vocabulary.NetworkAttribute, (node, _) => node is ClassDeclarationSyntax, (match, cancellation) => Read(match, cancellation))
            .Where(network => network is not null)
            .WithTrackingName("Networks");
        var @checked = networks.Combine(project)
            .Select((pair, _) => Check(pair.Left!, pair.Right))
            .Where(network => network is not null)
            .Select((network, _) => network!)
            .WithTrackingName("Checked");
        var surfaces = @checked.Combine(FileNames.Clashes(@checked)).WithTrackingName("Surfaces");
        var kernels = surfaces.Where(pair => pair.Left.IsSound).WithTrackingName("Kernels");

        var targets = context.AnalyzerConfigOptionsProvider.Select((options, _) => GpuTargets.Read(options.GlobalOptions));
        var gpu = kernels.Combine(targets).Where(pair => pair.Right.Any).WithTrackingName("Gpu");

        context.RegisterSourceOutput(surfaces, (output, pair) => output.AddSource(FileNames.Of(pair.Left, pair.Right) + ".g.cs", Surface(pair.Left)));
        context.RegisterImplementationSourceOutput(kernels, (output, pair) => output.AddSource(FileNames.Of(pair.Left, pair.Right) + ".Kernels.g.cs", Kernels(pair.Left)));
        context.RegisterImplementationSourceOutput(gpu, (output, pair) => output.AddSource(FileNames.Of(pair.Left.Left, pair.Left.Right) + ".Gpu.g.cs", Gpu(pair.Left.Left, pair.Right)));
        ReportWithoutAnalyzers(context);
    }

    /// <summary>
    /// A build without analyzers must fail too. Then, and only then, the generator says what the analyzer would have said; the locations
    /// stay in this branch, away from the cached model.
    /// </summary>
    private static void ReportWithoutAnalyzers(IncrementalGeneratorInitializationContext context)
    {
        var areAnalyzersOff = context.AnalyzerConfigOptionsProvider.Select((options, _) => AreAnalyzersOff(options.GlobalOptions));
        context.RegisterSourceOutput(context.CompilationProvider.Combine(areAnalyzersOff), (output, pair) =>
        {
            if (!pair.Right)
                return;
            foreach (var diagnostic in NetworkDiagnostics.Of(pair.Left, output.CancellationToken))
                output.ReportDiagnostic(diagnostic);
        });
    }

    /// <summary>Switched off by the user, or skipped by Visual Studio in the builds it starts by itself (before a run or a test).</summary>
    private static bool AreAnalyzersOff(AnalyzerConfigOptions options)
    {
        var run = Property("RunAnalyzers");
        if (run.Length == 0)
            run = Property("RunAnalyzersDuringBuild");
        return Is(run, "false") || (Is(Property("IsImplicitlyTriggeredBuild"), "true") && Is(Property("OptimizeImplicitlyTriggeredBuild"), "true"));

        string Property(string name) => options.TryGetValue("build_property." + name, out var value) ? value : "";

        static bool Is(string value, string expected) => string.Equals(value, expected, System.StringComparison.OrdinalIgnoreCase);
    }

    private static ReadNetwork? Read(GeneratorAttributeSyntaxContext match, System.Threading.CancellationToken cancellation)
    {
        // A second [Network] on another part is the compiler's to reject; the first part speaks for the class.
        var type = (INamedTypeSymbol)match.TargetSymbol;
        var first = type.GetAttributes().First(attribute => Vocabulary.RoleOf(attribute) == AttributeRole.Network);
        var isFirst = first.ApplicationSyntaxReference?.GetSyntax(cancellation).FirstAncestorOrSelf<ClassDeclarationSyntax>() == match.TargetNode;
        return isFirst ? NetworkReader.Read(type, cancellation) : null;
    }

    private static CheckedNetwork? Check(ReadNetwork network, ProjectFacts project)
    {
        // Without these not even the surface compiles, and one mistake would be many errors.
        if (!network.IsExtensible || !project.HasRuntime || project.LanguageVersion is not null)
            return null;
        var problems = new List<Problem>(network.Problems);
        var declaration = network.Declaration.Resolved();
        var isSound = network.IsReadable && project.AllowsUnsafe && FrontEnd.Build(declaration, problems) is not null;
        return new CheckedNetwork(declaration, isSound && problems.All(problem => problem.IsWarning));
    }

    private static string Surface(CheckedNetwork network) =>
        SurfaceEmitter.Emit(network.Declaration, network.IsSound ? FrontEnd.Build(network.Declaration, []) : null);

    private static string Kernels(CheckedNetwork network) =>
        KernelEmitter.Emit(network.Declaration, NetworkCompiler.Compile(FrontEnd.Build(network.Declaration, [])!));

    private static string Gpu(CheckedNetwork network, GpuTargets targets) =>
        GpuEmitter.Emit(network.Declaration, NetworkCompiler.CompileForGpu(FrontEnd.Build(network.Declaration, [])!), targets);
}
