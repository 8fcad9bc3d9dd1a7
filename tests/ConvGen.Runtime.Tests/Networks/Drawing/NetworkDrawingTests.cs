using System.Globalization;
using System.Xml.Linq;
using ConvGen.Tests.Weights;

namespace ConvGen.Tests.Networks.Drawing;

/// <summary>Drawings are well-formed and legible: boxes apart, everything on the paper. How they look was judged by eye.</summary>
public sealed class NetworkDrawingTests
{
    private static readonly Dictionary<string, NetworkDescription> s_networks = new()
    {
        ["LeNet5"] = Sketch.LeNet5,
        ["Inception"] = Sketch.Inception,
        ["ResNet18"] = Sketch.ResNet18,
        ["Dense"] = DenselyConnected(),
        ["Several"] = SeveralInputsAndOutputs(),
        ["Hostile"] = Hostile(),
    };

    public static TheoryData<string> Networks => [.. s_networks.Keys];

    [Theory]
    [MemberData(nameof(Networks))]
    public void No_box_lies_over_another_and_all_stay_on_the_paper(string name)
    {
        var root = XDocument.Parse(s_networks[name].ToSvg()).Root!;
        var (width, height) = (Number(root, "width"), Number(root, "height"));
        var boxes = Boxes(root);
        foreach (var (box, i) in boxes.Select((box, i) => (box, i)))
        {
            Assert.InRange(box.Left, 0, width - box.Width);
            Assert.InRange(box.Top, 0, height - box.Height);
            foreach (var other in boxes.Take(i))
                Assert.False(
                    box.Left < other.Left + other.Width && other.Left < box.Left + box.Width && box.Top < other.Top + other.Height && other.Top < box.Top + box.Height,
                    $"boxes at {box} and {other} overlap");
        }

        foreach (var text in Elements(root, "text"))
        {
            Assert.InRange(Number(text, "x"), 0, width);
            Assert.InRange(Number(text, "y"), 0, height);
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_layer_input_and_output_is_named(string name)
    {
        var network = s_networks[name];
        var texts = Elements(XDocument.Parse(network.ToSvg()).Root!, "text").Select(text => text.Value).ToList();
        foreach (var expected in network.Layers.Select(layer => layer.Name).Concat(network.Inputs.Concat(network.Outputs).Select(tensor => tensor.Name)))
            Assert.Contains(expected.Replace('\u0007', ' '), texts);
        foreach (var layer in network.Layers)
            Assert.Contains(layer.Kind, texts);
    }

    [Fact]
    public void Shapes_stand_at_the_edges_with_the_names_that_properties_give()
    {
        var texts = Elements(XDocument.Parse(Sketch.Inception.ToSvg()).Root!, "text").Select(text => text.Value).ToList();
        Assert.All(["28×28×192", "Branch1 28×28×64", "Branch3 28×28×128", "Branch5 28×28×32", "Pooled 28×28×32", "28×28×256", "12,352 parameters"], text => Assert.Contains(text, texts));
    }

    [Fact]
    public void Layers_that_only_change_values_stand_in_the_box_before_them()
    {
        // 20 convolutions with what follows them, 8 additions, pooling twice, the dense layer, input and output.
        var network = Sketch.ResNet18;
        Assert.Equal(11_689_512, network.Layers.Sum(layer => layer.ParameterCount));
        Assert.Equal(20 + 8 + 3 + 2, new Diagram(network).Boxes.Count);
        Assert.Equal(33, Boxes(XDocument.Parse(network.ToSvg()).Root!).Count);
    }

    [Fact]
    public void A_tensor_with_a_name_is_never_hidden_in_a_box()
    {
        var network = new Sketch("Net").Input("input", 4).Layer("a", "Dense", [4], 20, 16).Tensor("A").Layer("b", "ReLU", [4]).Layer("c", "Dropout", [4]).Output("c").Description;
        Assert.Equal([["input"], ["a"], ["b", "c"], ["c"]], new Diagram(network).Boxes.Select(box => box.Lines.Select(line => line.Name).ToArray()));
    }

    [Fact]
    public void A_drawing_is_the_same_every_time_and_in_every_culture()
    {
        var first = Sketch.ResNet18.ToSvg();
        var culture = CultureInfo.CurrentCulture;
        try
        {
            var custom = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            custom.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = custom;
            Assert.Equal(first, Sketch.ResNet18.ToSvg());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void A_drawing_goes_to_a_file()
    {
        using var folder = new TemporaryFolder();
        Sketch.LeNet5.SaveSvg(folder.File("lenet.svg"));
        Assert.Equal(Sketch.LeNet5.ToSvg(), File.ReadAllText(folder.File("lenet.svg")));
        Assert.Throws<ArgumentException>(() => Sketch.LeNet5.SaveSvg(""));
    }

    private static List<(double Left, double Top, double Width, double Height)> Boxes(XElement root) =>
        [.. Elements(root, "rect").Skip(1).Select(box => (Number(box, "x"), Number(box, "y"), Number(box, "width"), Number(box, "height")))];

    private static IEnumerable<XElement> Elements(XElement root, string name) => root.Elements().Where(element => element.Name.LocalName == name);

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    /// <summary>Every layer reads all before it: long edges everywhere.</summary>
    private static NetworkDescription DenselyConnected()
    {
        var sketch = new Sketch("DenseBlock").Input("input", 56, 56, 64);
        var names = new List<string> { "input" };
        for (var layer = 0; layer < 6; layer++)
        {
            sketch.Layer($"join{layer}", "Concatenate", [56, 56, 64 + (32 * layer)], 0, 0, [.. names]).Layer($"conv{layer}", "Conv2D", [56, 56, 32], 1_000, 1_000);
            names.Add($"conv{layer}");
        }

        return sketch.Layer("join6", "Concatenate", [56, 56, 256], 0, 0, [.. names]).Output("join6").Description;
    }

    /// <summary>Two inputs, one used late; two outputs, one of which is read further; an operand used twice.</summary>
    private static NetworkDescription SeveralInputsAndOutputs() => new Sketch("Several")
        .Input("left", 8, 8, 4).Input("right", 16)
        .Layer("conv", "Conv2D", [8, 8, 4], 148, 9_216, "left").Layer("twice", "Multiply", [8, 8, 4], 0, 0, "conv", "conv").Output("Map")
        .Layer("flat", "Flatten", [256]).Layer("fc", "Dense", [16], 4_112, 4_096).Layer("sum", "Add", [16], 0, 0, "fc", "right").Output("Sum").Description;

    /// <summary>Names that are no XML, no DOT and far too long.</summary>
    private static NetworkDescription Hostile() => new Sketch("A <\"name\\\" & more>")
        .Input("in<put>\u0007", 3).Layer(new string('x', 200), "Dense", [2], 1, 1).Layer("a\"b\\c", "K<i>nd", [4], 1, 1).Output("&amp;").Description;
}
