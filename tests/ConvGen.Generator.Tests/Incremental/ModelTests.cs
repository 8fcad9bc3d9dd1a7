using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace ConvGen.Tests;

/// <summary>What the incremental pipeline keeps between edits holds nothing of the compilation, and compares by value.</summary>
public class ModelTests
{
    private const string Network = """
        [Network(AllowWinograd = false)]
        [Input(28, 28, 1)]
        [Conv2D(6, 5, Padding = Padding.Same, Activation = Activation.Tanh, Name = "conv1")]
        [LeakyReLU(NegativeSlope = 0.2)]
        [Conv2D(0, 5)]
        [SparseCategoricalCrossentropy(IgnoreIndex = 255)]
        public sealed partial class Net;
        """;

    private static readonly Type[] Plain = [typeof(string), typeof(int), typeof(float), typeof(bool)];

    [Fact]
    public void Model_holds_no_Roslyn_object()
    {
        var models = Models(new Project(Network));
        Assert.NotEmpty(models);
        foreach (var model in models)
            Walk(model, model.GetType().Name, new HashSet<object>(ReferenceEqualityComparer.Instance));
    }

    [Fact]
    public void Equal_texts_give_equal_models()
    {
        var (one, other) = (Models(new Project(Network)), Models(new Project(Network)));
        Assert.Equal(one, other);
        Assert.Equal(one.Select(model => model.GetHashCode()), other.Select(model => model.GetHashCode()));
        Assert.All(one.Zip(other), pair => Assert.NotSame(pair.First, pair.Second));
    }

    private static object[] Models(Project project)
    {
        var steps = project.Driver().RunGenerators(project.Compilation).GetRunResult().Results[0].TrackedSteps;
        return [.. new[] { "Project", "Networks", "Checked" }.SelectMany(name => steps[name]).SelectMany(step => step.Outputs).Select(output => output.Value)];
    }

    private static void Walk(object? value, string path, HashSet<object> seen)
    {
        if (value is null || Plain.Contains(value.GetType()) || !seen.Add(value))
            return;
        var type = value.GetType();
        Assert.False(type.Assembly.GetName().Name!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal), $"{path} is a {type}");
        Assert.False(value is ISymbol or SyntaxNode or Location or Compilation, $"{path} is a {type}");
        Assert.True(type.IsArray || type.Namespace!.StartsWith("ConvGen", StringComparison.Ordinal), $"{path} is a {type}, which is not plain");
        if (value is IEnumerable items)
        {
            var index = 0;
            foreach (var item in items)
                Walk(item, $"{path}[{index++}]", seen);
        }

        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Where(_ => !type.IsArray))
            Walk(field.GetValue(value), $"{path}.{field.Name}", seen);
    }
}
