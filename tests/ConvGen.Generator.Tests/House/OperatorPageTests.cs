using System.Reflection;
using System.Text;
using ConvGen.Generator.Operators;
using ConvGen.Generator.Program;
using ConvGen.Tests.Passes;

namespace ConvGen.Tests.House;

/// <summary>
/// <c>docs/operators.md</c> is written from the operators themselves: their attributes, and the kernel forms they become. The test fails where the page is behind;
/// <c>CONVGEN_UPDATE_DOCS=1 dotnet test --filter OperatorPage</c> writes it anew.
/// </summary>
public sealed class OperatorPageTests
{
    private const string Head = """
        # Operators

        Written by a test (`OperatorPageTests`) from the operators themselves; do not edit. Arguments are the attribute's; forms are those of
        [the program](architecture.md): what one layer of the kind becomes, forward and for its gradients. "In place" means over its input where
        nobody else needs that.

        """;

    private static readonly Dictionary<string, string> Samples = new()
    {
        ["Conv2D"] = "Conv2D(4, 3)",
        ["DepthwiseConv2D"] = "DepthwiseConv2D(3)",
        ["Conv2DTranspose"] = "Conv2DTranspose(4, 3)",
        ["FixedFilter2D"] = "FixedFilter2D(FixedFilter.VerticalEdge)",
        ["UpSampling2D"] = "UpSampling2D(2)",
        ["Reshape"] = "Reshape(3, 2, 15)",
        ["ZeroPadding2D"] = "ZeroPadding2D(1)",
        ["Cropping2D"] = "Cropping2D(1)",
        ["MaxPooling2D"] = "MaxPooling2D(2)",
        ["AveragePooling2D"] = "AveragePooling2D(2)",
        ["Dense"] = "Dense(5)",
        ["Dropout"] = "Dropout(0.5)",
        ["Add"] = "Add(Network.Input)",
        ["Multiply"] = "Multiply(Network.Input)",
        ["Concatenate"] = "Concatenate(Network.Input)",
        ["LocalResponseNormalization"] = "LocalResponseNormalization(5)",
    };

    [Fact]
    public void Page_is_current()
    {
        var page = Page();
        var path = Path.Combine(Repository.Root, "docs", "operators.md");
        if (Environment.GetEnvironmentVariable("CONVGEN_UPDATE_DOCS") == "1")
            File.WriteAllText(path, page);
        Assert.Equal(File.ReadAllText(path), page);
    }

    private static string Page()
    {
        var text = new StringBuilder(Head);
        text.Append("\n| operator | arguments | result | forward | gradients |\n| --- | --- | --- | --- | --- |\n");
        foreach (var kind in OperatorCatalog.OperatorKinds)
        {
            var layer = Samples.GetValueOrDefault(kind, kind);
            var input = kind == "Dense" ? "[Input(7)]" : "[Input(6, 5, 3)]";
            // A convolution before it, so that the gradient with respect to its input is wanted.
            var before = kind == "Dense" ? "[Dense(4)]" : "[Conv2D(3, 1)]";
            var network = Compiled.Network($"[Network] {input} {before} [{layer}(Name = \"it\")] public sealed partial class Net;"
                .Replace("()", "", StringComparison.Ordinal).Replace(")(Name", ", Name", StringComparison.Ordinal));
            var placement = network.Graph.Nodes[^1].Operator!.Placement(training: true) switch { Placement.InPlace => "in place", Placement.View => "a view", _ => "its own memory" };
            text.Append($"| `{kind}` | {Arguments(kind)} | {placement} | {Forms(network.Training.Find("Forward")!.Kernels, "it")} | {Forms(network.Training.Forms[0].SkipWhile(segment => segment.Name != "Backward").SelectMany(segment => segment.Kernels), "it")} |\n");
        }

        text.Append("\n| loss | arguments | takes | forms |\n| --- | --- | --- | --- |\n");
        foreach (var kind in OperatorCatalog.LossKinds)
        {
            var network = Compiled.Network($"[Network] [Input(7)] [Dense(4)] [{kind}] public sealed partial class Net;");
            text.Append($"| `{kind}` | {Arguments(kind)} | {(network.Graph.Loss!.TakesLabels ? "int labels" : "float targets")} | {Forms(network.Training.Kernels, "loss")} |\n");
        }

        return text.ToString();
    }

    private static string Arguments(string kind)
    {
        var type = typeof(NetworkAttribute).Assembly.GetType($"ConvGen.{kind}Attribute", throwOnError: true)!;
        var constructors = type.GetConstructors().Select(constructor => $"`({string.Join(", ", constructor.GetParameters().Select(parameter => parameter.Name))})`");
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is { IsPublic: true })
            .Select(property => property.Name).Order(StringComparer.Ordinal);
        return string.Join(" or ", constructors) + (properties.Any() ? "; " + string.Join(", ", properties.Select(name => $"`{name}`")) : "");
    }

    /// <summary>The forms of the kernels that carry the layer's name; a contraction that took it over finishes its rows itself.</summary>
    private static string Forms(IEnumerable<Kernel> kernels, string name)
    {
        var forms = kernels.Where(kernel => kernel.Name == name || kernel.Name.StartsWith(name + " ", StringComparison.Ordinal)).Select(kernel => kernel.GetType().Name).Distinct().ToList();
        return forms.Count == 0 ? "fused, or nothing to do" : string.Join(", ", forms);
    }
}
