namespace ConvGen.Tests.Emission;

/// <summary>Whole emitted files of small networks, to be read like code: what changes in them is reviewed like code.</summary>
public class EmittedFileTests
{
    [Fact]
    public void Dense_layers() => Match("""
        [Network]
        [Input(5)]
        [Dense(9, Activation = Activation.ReLU, Name = "hidden")]
        [Dense(3, Name = "scores")]
        [SparseCategoricalCrossentropy]
        public sealed partial class Net;
        """);

    [Fact]
    public void Convolution_and_pooling() => Match("""
        [Network]
        [Input(6, 6, 2)]
        [Conv2D(8, 3, Padding = Padding.Same, Activation = Activation.Tanh, Name = "conv")]
        [MaxPooling2D(2)]
        [Flatten]
        [Dense(4, Name = "scores")]
        [MeanSquaredError]
        public sealed partial class Net;
        """);

    [Fact]
    public void Residual_graph() => Match("""
        [Network]
        [Input(4, 4, 8)]
        public sealed partial class Net
        {
            [Conv2D(8, 3, Padding = Padding.Same, UseBias = false, Name = "conv")]
            [BatchNormalization(Name = "bn")]
            public partial Activations Body { get; }

            [Add(Network.Input)]
            [ReLU]
            public partial Activations Sum { get; }

            [GlobalAveragePooling2D]
            public partial Activations Pooled { get; }
        }
        """);

    [Fact]
    public void Winograd_convolution() => Match("""
        [Network]
        [Input(9, 9, 16)]
        [Conv2D(16, 3, Padding = Padding.Same, Activation = Activation.ReLU, Name = "conv")]
        public sealed partial class Net;
        """);

    /// <summary>The widest vectors would write eight channels more than there are; nobody reads them, so that no result tells.</summary>
    [Theory]
    [InlineData(264, "PackPoints1<T, V>(", "PackPoints1<P, W>(")]
    [InlineData(512, "PackPoints1<P, W>(", "PackPoints1<T, V>(")]
    public void Points_move_in_vectors_that_channels_fill(int channels, string right, string wrong)
    {
        var text = new Project($"[Network] [Input(4, 4, {channels})] [Conv2D(512, 3, Padding = Padding.Same)] public sealed partial class Net;").Generate()["Net.Kernels.g.cs"];
        Assert.Contains(right + "v, packed", text, StringComparison.Ordinal);
        Assert.DoesNotContain(wrong + "v, packed", text, StringComparison.Ordinal);
    }

    /// <summary>Both ways give the same bits, so that no result tells which one a processor takes.</summary>
    [Fact]
    public void An_image_alone_transforms_filters_on_the_way_unless_kept_ones_are_near()
    {
        var text = new Project("[Network] [Input(14, 14, 80)] [Conv2D(64, 3, Padding = Padding.Same)] public sealed partial class Net;").Generate()["Net.Kernels.g.cs"];
        Assert.Contains("bool isOne = P.Width == 16 && images == 1 && !Processor.HasNearThirdCache;", text, StringComparison.Ordinal);
    }

    /// <summary>A vector of two pixels of three channels reaches five numbers past a window of thirteen pixels, and after the map's last row they belong to something else. Nobody uses them, so that no result tells.</summary>
    [Fact]
    public void The_last_windows_of_few_channels_are_copied()
    {
        var text = new Project("[Network] [Input(64, 64, 3)] [Conv2D(32, 7, Strides = 2, Pad = 3)] public sealed partial class Net;").Generate()["Net.Kernels.g.cs"];
        Assert.Contains("if (down > 13 && right >= 13)", text, StringComparison.Ordinal);
    }

    /// <summary>A step fetches a share of the rows of the result that a block's tiles are in; what is fetched changes no result.</summary>
    [Fact]
    public void Register_tiles_fetch_a_large_result()
    {
        var text = new Project("[Network] [Input(128, 128, 32)] [Conv2D(32, 3, Padding = Padding.Same)] public sealed partial class Net;").Generate()["Net.Kernels.g.cs"];
        Assert.Contains("byte* ahead = (byte*)(y + startImage * yImage + startRow * 4 * yRow);", text, StringComparison.Ordinal);
        Assert.Contains("&pair, tall, ahead);", text, StringComparison.Ordinal);
        Assert.Contains("&pair, tiles - tall, ahead + tall * pair.Next * channels);", text, StringComparison.Ordinal);
        Assert.Contains("ahead += tiles * pair.Next * channels;", text, StringComparison.Ordinal);
    }

    /// <summary>Of three rows of taps two are another row's too; a stride of two leaves one, a stride of three none.</summary>
    [Theory]
    [InlineData(1, 12)]
    [InlineData(2, 15)]
    [InlineData(3, 0)]
    public void Windows_that_overlap_go_by_in_two_rows_that_load_each_place_once(int stride, int loads)
    {
        var text = new Project($"[Network] [Input(19, 19, 16)] [DepthwiseConv2D(3, Strides = {stride}, Pad = 1)] public sealed partial class Net;").Generate()["Net.Kernels.g.cs"];
        var (begin, end) = (text.IndexOf("if (item + 1 < last && row + 1 < rows)", StringComparison.Ordinal), text.IndexOf("item += 2;", StringComparison.Ordinal));
        Assert.Equal(loads, begin < 0 ? 0 : text[begin..end].Split("T.Load(").Length - 1);
    }

    /// <summary>The widest vectors would change eight numbers behind a last row that they do not fill, which often nobody reads.</summary>
    [Theory]
    [InlineData(40, "Finish1(c", "Finish1<P, W>(c")]
    [InlineData(48, "Finish1<P, W>(c", "Finish1(c")]
    public void Finishes_run_in_vectors_that_rows_fill(int filters, string right, string wrong)
    {
        var text = new Project($"[Network] [Input(5, 13, 264)] [Conv2D({filters}, 1, Activation = Activation.Tanh)] public sealed partial class Net;").Generate()["Net.Kernels.g.cs"];
        Assert.Contains(right, text, StringComparison.Ordinal);
        Assert.DoesNotContain(wrong, text, StringComparison.Ordinal);
    }

    private static void Match(string source, [System.Runtime.CompilerServices.CallerMemberName] string method = "")
    {
        var project = new Project(source);
        Assert.Empty(project.CompilerErrors());
        Snapshot.Match(project.Generate()["Net.Kernels.g.cs"], method: method);
    }
}
