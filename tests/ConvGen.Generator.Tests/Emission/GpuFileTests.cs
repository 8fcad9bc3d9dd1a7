using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace ConvGen.Tests.Emission;

/// <summary>The file with kernels for graphics processors: for whom there is one, what is in it, and how large it may be.</summary>
public class GpuFileTests
{
    /// <summary>What a driver compiles before the first image, of a network of LeNet-5's size.</summary>
    private const int MostBytes = 512 * 1024;

    private const string Source = """
        [Network]
        [Input(28, 28, 1)]
        [Conv2D(6, 5, Padding = Padding.Same, Activation = Activation.Tanh)]
        [AveragePooling2D(2)]
        [Conv2D(16, 5, Activation = Activation.Tanh)]
        [AveragePooling2D(2)]
        [Flatten]
        [Dense(120, Activation = Activation.Tanh)]
        [Dense(10)]
        [SparseCategoricalCrossentropy]
        public sealed partial class Net;
        """;

    [Theory]
    [InlineData("", true, true)]
    [InlineData("cuda;opencl", true, true)]
    [InlineData("cuda,opencl", true, true)]
    [InlineData("CUDA", true, false)]
    [InlineData("opencl", false, true)]
    public void A_project_chooses_the_languages(string targets, bool ptx, bool openCl)
    {
        var text = File(targets);
        Assert.NotNull(text);
        Assert.Equal(ptx, text.Contains(".visible .entry contraction1(", StringComparison.Ordinal));
        Assert.Equal(openCl, text.Contains("void contraction1(__global float* b0", StringComparison.Ordinal));
    }

    [Fact]
    public void A_project_may_do_without() => Assert.Null(File("cpu"));

    [Fact]
    public void The_text_is_the_same_each_time() => Assert.Equal(File(""), File(""));

    /// <summary>PTX is ASCII: elsewhere a letter of another alphabet is an error.</summary>
    [Fact]
    public void Kernels_are_small_and_in_plain_letters()
    {
        var text = File("cuda")!;
        var (first, last) = (text.IndexOf(".version", StringComparison.Ordinal), text.IndexOf("u8 + ", StringComparison.Ordinal));
        var ptx = string.Join('\n', text[first..last].Split('\n').Select(line => line.Trim()));
        Assert.True(Ascii.IsValid(ptx));
        Assert.InRange(ptx.Length, 1, MostBytes);
    }

    /// <summary>Layers that differ in their sizes alone run the same kernels.</summary>
    [Fact]
    public void Layers_of_other_sizes_share_kernels()
    {
        var one = Kernels("[Network] [Input(16, 16, 64)] [Conv2D(64, 3)] [Conv2D(64, 3)] [Conv2D(64, 3)] public sealed partial class Net;");
        var two = Kernels("[Network] [Input(15, 13, 64)] [Conv2D(64, 3)] [Conv2D(192, 3)] [Conv2D(128, 3)] [Conv2D(64, 3)] public sealed partial class Net;");
        Assert.Equal(one, two);

        static int Kernels(string source) => File("cuda", source)!.Split(".visible .entry contraction").Length;
    }

    [Fact]
    public void An_edit_elsewhere_prints_no_kernel_again()
    {
        var project = new Project(Source, "public static class Elsewhere { public static int Number => 1; }");
        var driver = project.Driver(("ConvGenTargets", "cuda")).RunGenerators(project.Compilation);
        var tree = project.Compilation.SyntaxTrees[^1];
        var edited = project.Compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(tree.ToString().Replace("=> 1", "=> 2", StringComparison.Ordinal))));
        var steps = driver.RunGenerators(edited).GetRunResult().Results.Single().TrackedSteps["Gpu"];
        Assert.All(steps.SelectMany(step => step.Outputs), output => Assert.True(output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
    }

    private static string? File(string targets, string source = Source)
    {
        var project = new Project(source);
        return Project.Sources(project.Driver(("ConvGenTargets", targets)).RunGenerators(project.Compilation)).GetValueOrDefault("Net.Gpu.g.cs");
    }
}
