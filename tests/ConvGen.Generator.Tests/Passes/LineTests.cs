using System.Text;
using Xunit.Abstractions;

namespace ConvGen.Tests.Passes;

/// <summary>Emitted files stay small: layers of one structure share their methods, so what a layer adds is a few lines.</summary>
public class LineTests(ITestOutputHelper output)
{
    private const int MostOfVgg16 = 4_100;
    private const int MostOfADeepOne = 7_900;

    [Fact]
    public void Vgg16_is_few_lines()
    {
        var source = new StringBuilder("[Network]\n[Input(224, 224, 3)]\n");
        foreach (var (filters, count) in new[] { (64, 2), (128, 2), (256, 3), (512, 3), (512, 3) })
        {
            for (var i = 0; i < count; i++)
                source.Append(FormattableString.Invariant($"[Conv2D({filters}, 3, Padding = Padding.Same, Activation = Activation.ReLU)]\n"));
            source.Append("[MaxPooling2D(2)]\n");
        }

        source.Append("[Flatten]\n[Dense(4096, Activation = Activation.ReLU)]\n[Dropout(0.5f)]\n[Dense(4096, Activation = Activation.ReLU)]\n[Dropout(0.5f)]\n[Dense(1000)]\n");
        Check(source, MostOfVgg16);
    }

    /// <summary>Fifty convolutions of ResNet-50's sizes, each with its normalisation.</summary>
    [Fact]
    public void Fifty_normalized_convolutions_are_few_lines()
    {
        var source = new StringBuilder("[Network]\n[Input(224, 224, 3)]\n");
        Append(64, 7, 2);
        source.Append("[MaxPooling2D(3, Strides = 2, Padding = Padding.Same)]\n");
        foreach (var (blocks, filters, strides) in new[] { (3, 64, 1), (4, 128, 2), (6, 256, 2), (3, 512, 2) })
        {
            for (var block = 0; block < blocks; block++)
            {
                Append(filters, 1, 1);
                Append(filters, 3, block == 0 ? strides : 1);
                Append(4 * filters, 1, 1);
            }
        }

        source.Append("[AveragePooling2D(7)]\n[Flatten]\n[Dense(1000)]\n");
        Check(source, MostOfADeepOne);

        void Append(int filters, int kernel, int strides) => source.Append(FormattableString.Invariant(
            $"[Conv2D({filters}, {kernel}, Strides = {strides}, Padding = Padding.Same, UseBias = false)]\n[BatchNormalization]\n[ReLU]\n"));
    }

    private void Check(StringBuilder source, int most)
    {
        var files = new Project(source.Append("[SparseCategoricalCrossentropy]\npublic sealed partial class Net;").ToString()).Generate();
        var lines = string.Join("\n", files.Values).Split('\n').Length;
        output.WriteLine($"{lines} lines");
        Assert.InRange(lines, 1, most);
    }
}
