using ConvGen.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ConvGen.Tests;

/// <summary>An edit elsewhere re-runs no step; an edit of the network re-runs what it must.</summary>
public class EditTests
{
    private const string Network = """
        [Network]
        [Input(28, 28, 1)]
        [Conv2D(6, 5, Name = "conv1")]
        [MaxPooling2D(2)]
        [Flatten]
        [Dense(10)]
        [SparseCategoricalCrossentropy]
        public sealed partial class Net
        {
            public int Twice(int x) { return 2 * x; }
        }
        """;

    private const string Other = "public static class Elsewhere { public static int Number => 1; }";

    [Theory]
    [InlineData("another file", 1, "Number => 1", "Number => 2")]
    [InlineData("a comment above the class", 0, "[Network]", "// a comment\n\n[Network]")]
    [InlineData("a comment between the layers", 0, "[Flatten]", "/* flat */ [Flatten]")]
    [InlineData("a method's body", 0, "2 * x", "x + x")]
    [InlineData("a new method", 0, "public int Twice", "public int Once(int x) { return x; }\n    public int Twice")]
    [InlineData("spaces in an argument list", 0, "Conv2D(6, 5, Name", "Conv2D( 6,  5,Name")]
    [InlineData("a constant spelt otherwise", 0, "Input(28, 28, 1)", "Input(4 * 7, 0x1C, channels: 1)")]
    public void Edit_elsewhere_runs_nothing(string edit, int file, string before, string after)
    {
        var (driver, sources) = Run(file, before, after);
        foreach (var (name, steps) in driver.GetRunResult().Results[0].TrackedSteps.Where(step => NetworkGenerator.Steps.Contains(step.Key)))
            Assert.All(steps.SelectMany(step => step.Outputs), output => Assert.True(
                output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{edit}: {name} was {output.Reason}"));
        Assert.All(OutputReasons(driver), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        Assert.NotEmpty(OutputReasons(driver));
        Assert.Equal(new Project(Network, Other).Generate(), sources);
    }

    [Fact]
    public void Edit_of_a_layer_runs_its_network_again()
    {
        var (driver, _) = Run(0, "Dense(10)", "Dense(11)");
        Assert.Contains(IncrementalStepRunReason.Modified, OutputReasons(driver));
    }

    [Fact]
    public void Edit_of_one_network_leaves_the_other_alone()
    {
        var (driver, _) = Run(1, "Dense(3)", "Dense(4)", Network, "[Network] [Input(8)] [Dense(3)] public sealed partial class Small;");
        var reasons = driver.GetRunResult().Results[0].TrackedSteps["Checked"].SelectMany(step => step.Outputs).Select(output => output.Reason);
        Assert.Equal([IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Modified], reasons.Select(reason => reason == IncrementalStepRunReason.Cached ? IncrementalStepRunReason.Unchanged : reason));
    }

    /// <summary>Printing takes no part in editing: kernels are implementation output, which editors do not ask for.</summary>
    [Fact]
    public void Kernels_are_implementation_output()
    {
        var (driver, _) = Run(0, "Dense(10)", "Dense(11)");
        Assert.Contains("ImplementationSourceOutput", driver.GetRunResult().Results[0].TrackedOutputSteps.Keys);
    }

    private static (GeneratorDriver Driver, IReadOnlyDictionary<string, string> Sources) Run(int file, string before, string after, params string[] sources)
    {
        var project = new Project(sources.Length > 0 ? sources : [Network, Other]);
        var driver = project.Driver().RunGenerators(project.Compilation);

        var tree = project.Compilation.SyntaxTrees.Single(tree => tree.FilePath == $"File{file}.cs");
        var text = tree.GetText();
        Assert.Contains(before, text.ToString(), StringComparison.Ordinal);
        var edited = tree.WithChangedText(text.WithChanges(new Microsoft.CodeAnalysis.Text.TextChange(
            new(text.ToString().IndexOf(before, StringComparison.Ordinal), before.Length), after)));
        driver = driver.RunGenerators(project.Compilation.ReplaceSyntaxTree(tree, edited));
        return (driver, Project.Sources(driver));
    }

    /// <summary>Why the files of networks were printed; the step that reports without analyzers prints nothing and is left out.</summary>
    private static IEnumerable<IncrementalStepRunReason> OutputReasons(GeneratorDriver driver) => driver.GetRunResult().Results[0].TrackedOutputSteps
        .SelectMany(group => group.Value)
        .Where(step => step.Inputs.All(input => input.Source.Name is "Surfaces" or "Kernels"))
        .SelectMany(step => step.Outputs)
        .Select(output => output.Reason);
}
