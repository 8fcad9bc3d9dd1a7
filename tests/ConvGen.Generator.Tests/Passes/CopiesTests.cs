namespace ConvGen.Tests.Passes;

/// <summary>Copies between layers that the plan could not avoid are counted, and the description says so.</summary>
public sealed class CopiesTests
{
    /// <summary>Chains, sums of branches, padding of convolutions, and concatenations of whole vectors of channels need none.</summary>
    [Theory]
    [InlineData(Compiled.LeNet5)]
    [InlineData("""
        [Network] [Input(8, 8, 16)]
        public sealed partial class Net
        {
            [Conv2D(16, 3, Padding = Padding.Same, Name = "a")] [BatchNormalization(Name = "b")]
            public partial Activations Body { get; }

            [Add(Network.Input)] [ReLU] [MaxPooling2D(3, Strides = 2, Padding = Padding.Same)]
            public partial Activations Sum { get; }
        }
        """)]
    [InlineData("""
        [Network] [Input(8, 8, 16)]
        public sealed partial class Net
        {
            [Conv2D(8, 1, Name = "a")]
            public partial Activations One { get; }

            [From(Network.Input)] [Conv2D(16, 3, Padding = Padding.Same, Name = "b")]
            public partial Activations Two { get; }

            [Concatenate(nameof(One), nameof(Two))]
            public partial Activations Both { get; }
        }
        """)]
    public void Most_networks_need_none(string source)
    {
        Assert.Equal(0, Compiled.Network(source).Copies);
        Assert.DoesNotContain("Copies =", new Project(source).Generate()["Net.Kernels.g.cs"], StringComparison.Ordinal);
    }

    /// <summary>The second operand begins in the middle of a vector.</summary>
    [Fact]
    public void Operands_that_cannot_be_made_in_their_place_are_copied()
    {
        const string Source = """
            [Network] [Input(8, 8, 16)]
            public sealed partial class Net
            {
                [Conv2D(5, 1, Name = "a")]
                public partial Activations One { get; }

                [From(Network.Input)] [Conv2D(6, 3, Padding = Padding.Same, Name = "b")]
                public partial Activations Two { get; }

                [Concatenate(nameof(One), nameof(Two))]
                public partial Activations Both { get; }
            }
            """;
        Assert.Equal(2, Compiled.Network(Source).Copies);
        Assert.Contains("{ Copies = 2 };", new Project(Source).Generate()["Net.Kernels.g.cs"], StringComparison.Ordinal);
    }
}
