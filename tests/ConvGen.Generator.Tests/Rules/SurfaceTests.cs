using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ConvGen.Tests;

/// <summary>Code that uses a network compiles whatever state the network is in: one mistake is one error.</summary>
public class SurfaceTests
{
    private const string User = """
        public static class User
        {
            public static float Use(float[] images, int[] labels, float[] targets, float[] outputs)
            {
                using var net = new Net(new NetworkOptions { BatchSize = 64 });
                using var plain = new Net();
                INetwork any = net;
                net.Predict(images, outputs);
                net.Forward(images, training: true);
                net.Backward(outputs);
                net.Parameters["fc.weight"].GetValues();
                net.SaveWeights("net.safetensors");
                net.LoadWeights("net.safetensors");
                Console.WriteLine(Net.Description);
                return net.TrainStep(images, labels) + net.BatchSize + net.InputGradient.Values.Length;
            }
        }
        """;

    private const string Sound = "[Network] [Input(8)] [Dense(2, Name = \"fc\")] [SparseCategoricalCrossentropy] public sealed partial class Net;";

    [Fact]
    public void Sound_network_serves_its_user() => Assert.Empty(new Project(Sound, User).CompilerErrors());

    /// <summary>Published weights have keys such as features.0.weight; identifiers in the generated files stay apart.</summary>
    [Fact]
    public void Names_that_differ_in_a_dot_compile() => Assert.Empty(new Project(
        "[Network] [Input(8, 8, 1)] [Conv2D(2, 3, Name = \"features.0\")] [Conv2D(2, 3, Name = \"features0\")] [Flatten] [Dense(2, Name = \"layer1.0.fc\")] [SparseCategoricalCrossentropy] public sealed partial class Net;").CompilerErrors());

    /// <summary>Members beside the generated ones; the analyzer sees the generated files too and takes none for the user's.</summary>
    [Fact]
    public void Members_beside_the_generated_ones_are_welcome()
    {
        var project = new Project(Sound, User, """
            public sealed partial class Net
            {
                static Net() => Count = 0;

                public Net(int batchSize)
                    : this(new NetworkOptions { BatchSize = batchSize })
                {
                }

                public static int Count { get; set; }

                public float[] Predict(float[] images)
                {
                    var outputs = new float[2];
                    Predict(images, outputs);
                    return outputs;
                }

                public enum Mood { Calm }
            }
            """);
        Assert.Empty(project.CompilerErrors());
        Assert.Empty(project.Analyze());
        project.Driver().RunGeneratorsAndUpdateCompilation(project.Compilation, out var updated, out _);
        Assert.Empty(Project.Analyze(updated));
    }

    /// <summary>What users meet in completion lists and hover texts, as a file to read.</summary>
    [Fact]
    public void Surface_reads_well() => Snapshot.Match(new Project(Sound).Generate()["Net.g.cs"]);

    /// <summary>Editors bind against the surface alone: kernels are printed when something is built.</summary>
    [Fact]
    public void Surface_binds_without_kernels()
    {
        var project = new Project(Sound, User);
        var driver = CSharpGeneratorDriver.Create(
            [new ConvGen.Generator.NetworkGenerator().AsSourceGenerator()],
            parseOptions: project.Options,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.Implementation));
        var sources = driver.RunGeneratorsAndUpdateCompilation(project.Compilation, out var updated, out _).GetRunResult().Results[0].GeneratedSources;
        Assert.Equal(["Net.g.cs"], sources.Select(source => source.HintName));
        Assert.Empty(updated.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }

    /// <summary>Of every rule that breaks a network whose class can be extended, the first case, with code that uses the class.</summary>
    [Theory]
    [MemberData(nameof(Extensible))]
    public void Broken_network_serves_its_user(string id)
    {
        var mistake = Mistake.All.First(candidate => candidate.Id == id);
        var project = new Project(mistake.Setup, [.. mistake.Sources.Select(source => MarkedSource.Parse(source).Text), User]);
        Assert.Empty(project.CompilerErrors());
    }

    public static TheoryData<string> Extensible =>
    [
        .. Mistake.All.GroupBy(mistake => mistake.Id, StringComparer.Ordinal)
            .Where(rule => rule.First().Sources.Any(source => source.Contains("partial class Net", StringComparison.Ordinal) || source.Contains("partial class [|Net|]", StringComparison.Ordinal)))
            .Select(rule => rule.Key)
            .Where(id => id is not ("CVG1001" or "CVG1002" or "CVG1003" or "CVG1004" or "CVG1012" or "CVG1016" or "CVG3002" or "CVG3003"))
            // What is only warned about compiles, and has the training step of its own loss.
            .Where(id => ConvGen.Generator.Diagnostics.Rules.All.Single(rule => rule.Id == id).DefaultSeverity == DiagnosticSeverity.Error),
    ];

    [Fact]
    public void Hovering_shows_the_table()
    {
        var project = new Project(Sound);
        var text = project.Generate()["Net.g.cs"];
        var tree = CSharpSyntaxTree.ParseText(text, project.Options.WithDocumentationMode(DocumentationMode.Diagnose));
        var documentation = project.Compilation.AddSyntaxTrees(tree).GetTypeByMetadataName("Net")!.GetDocumentationCommentXml()!;
        Assert.Contains("Dense 'fc'  2               18    16      8", documentation);
        Assert.Contains("Total                       18    16     40", documentation);
    }
}
