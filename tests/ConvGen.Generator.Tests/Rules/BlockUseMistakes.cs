namespace ConvGen.Tests;

/// <summary>Every way to get the use of a block wrong: repeated too often, under names that are taken, with arguments that its layers cannot take.</summary>
internal static class BlockUseMistakes
{
    public static IReadOnlyList<Mistake> All { get; } =
    [
        new("CVG1035", "block that contains itself",
            "Block 'Tower' contains itself. A network has no end then; remove one of them.",
            """
            [Dense(8)]
            [[|Tower(When = "Input.Channels > 8")|]]
            public sealed class TowerAttribute : BlockAttribute;
            """),
        new("CVG1036", "condition in a network",
            "ReLU: When stands in a network, but conditions speak of a block's parameters. Remove it, or declare a block.",
            """
            [Network]
            [Input(8)]
            [Dense(8)]
            [ReLU([|When = "true"|])]
            public sealed partial class Net;
            """),
        new("CVG1037", "copies of one name",
            "Hidden: 3 copies cannot all be named 'h'. Put {0} (counted from 0) or {1} (counted from 1) in the name.",
            """
            [Network]
            [Input(8)]
            [Hidden(Repeat = 3, [|Name = "h"|])]
            public sealed partial class Net;

            [Dense(8)]
            [ReLU]
            public sealed class HiddenAttribute : BlockAttribute;
            """),
        new("CVG1038", "too many copies",
            "Hidden: the network has more than 20000 layers here. Repeat less.",
            """
            [Network]
            [Input(8)]
            [Hidden([|Repeat = 1000000|])]
            public sealed partial class Net;

            [ReLU]
            public sealed class HiddenAttribute : BlockAttribute;
            """),
        new("CVG1038", "too many copies before other branches and blocks",
            "Hidden: the network has more than 20000 layers here. Repeat less.",
            """
            [Network]
            [Input(8)]
            public sealed partial class Net
            {
                [Hidden(Repeat = 2)]
                [Hidden([|Repeat = 2147483647|])]
                [Hidden(Repeat = 30000)]
                [Dense(8)]
                public partial Activations Long { get; }

                [From(Network.Input)]
                [Dense(8)]
                [Hidden(Repeat = 2)]
                [ReLU]
                public partial Activations Short { get; }

                [Add(nameof(Long), nameof(Short))]
                [Hidden]
                [Dense(4)]
                public partial Activations Result { get; }
            }

            [Dense("Input.Channels")]
            [ReLU]
            public sealed class HiddenAttribute : BlockAttribute;
            """),
        new("CVG1038", "copies that are too many with the layers inside",
            "Stage: the network has more than 20000 layers here. Repeat less.",
            """
            [Network]
            [Input(8)]
            [Stage([|Repeat = 5000|])]
            [Stage]
            [ReLU]
            public sealed partial class Net;

            [Hidden(Repeat = 2)]
            public sealed class StageAttribute : BlockAttribute;

            [ReLU]
            [ReLU]
            public sealed class HiddenAttribute : BlockAttribute;
            """),
        new("CVG1038", "too many copies by a block's parameter",
            "Hidden: the network has more than 20000 layers here. Repeat less.",
            """
            [Network]
            [Input(8)]
            [Stage([|50000|], Repeat = 2)]
            [Stage(3)]
            public sealed partial class Net;

            [Hidden(Repeat = nameof(copies))]
            public sealed class StageAttribute(int copies) : BlockAttribute;

            [ReLU]
            public sealed class HiddenAttribute : BlockAttribute;
            """) { Inside = ["Hidden(Repeat = nameof(copies))"] },
        new("CVG1038", "too many layers of blocks in blocks, each once or twice",
            "A: the network has more than 20000 layers here. Repeat less.",
            $$"""
            [Network]
            [Input(8)]
            [[|A|]]
            [A]
            public sealed partial class Net;

            {{string.Concat("ABCDEFGHIJKLMN".Zip("BCDEFGHIJKLMNO").Select(pair => $"[{pair.Second}] [{pair.Second}] public sealed class {pair.First}Attribute : BlockAttribute;\n"))}}
            [ReLU]
            public sealed class OAttribute : BlockAttribute;
            """),
        new("CVG1010", "two blocks of one name",
            "Hidden: another layer above is named 'h' too. Names are keys of weight files; choose another.",
            """
            [Network]
            [Input(8)]
            [Hidden(Name = "h")]
            [Hidden([|Name = "h"|])]
            public sealed partial class Net;

            [Dense(8)]
            [ReLU]
            public sealed class HiddenAttribute : BlockAttribute;
            """),
        new("CVG1013", "unknown layer in a block",
            "Mish is not a layer or loss that ConvGen can compile. Use the layers of namespace ConvGen.",
            """
            [Dense(8)]
            [[|Mish|]]
            public sealed class HiddenAttribute : BlockAttribute;

            public sealed class MishAttribute : LayerAttribute;
            """),
        new("CVG1017", "misspelt tensor in a block",
            "Add: there is no tensor 'Bdoy'. Use 'Body'.",
            """
            [Network]
            [Input(8)]
            [Residual]
            public sealed partial class Net;

            public sealed class ResidualAttribute : BlockAttribute
            {
                [Dense("Input.Channels")]
                public BlockTensor Body { get; }

                [Add([|"Bdoy"|], Network.Input)]
                public BlockTensor Result { get; }
            }
            """) { Suggestion = "Body" },
        new("CVG2001", "constant of a block's own",
            "Dense 'fc': Units is 0. It must be at least 1.",
            """
            [Network]
            [Input(8)]
            [Hidden]
            [Hidden]
            public sealed partial class Net;

            [Dense([|0|], Name = "fc")]
            [ReLU]
            public sealed class HiddenAttribute : BlockAttribute;
            """),
        new("CVG2001", "parameter out of range",
            "Conv2D 'b.conv1': Filters is 0. It must be at least 1.",
            """
            [Network]
            [Input(8, 8, 3)]
            [Residual([|0|], Name = "b")]
            public sealed partial class Net;

            public sealed class ResidualAttribute(int filters) : BlockAttribute
            {
                [Conv2D(nameof(filters), 3, Pad = 1, Name = "conv1")]
                public BlockTensor Body { get; }

                [From(Network.Input)]
                [Conv2D(nameof(filters), 1, Name = "shortcut")]
                public BlockTensor Shortcut { get; }

                [Add(nameof(Body), nameof(Shortcut))]
                public BlockTensor Result { get; }
            }
            """) { Inside = ["Conv2D(nameof(filters), 3, Pad = 1, Name = \"conv1\")"] },
        new("CVG2018", "fraction for a whole number",
            "Conv2D 'b.conv1': Filters = 1.5 is not a usable value. It must be a whole number.",
            """
            [Network]
            [Input(8, 8, 3)]
            [Residual([|0.5f|], Name = "b")]
            public sealed partial class Net;

            [Conv2D("3 * width", 3, Name = "conv1")]
            public sealed class ResidualAttribute(float width) : BlockAttribute;
            """) { Inside = ["Conv2D(\"3 * width\", 3, Name = \"conv1\")"] },
        new("CVG2018", "truth for a number",
            "BatchNormalization 'x.batch_normalization_1': Momentum = true is not a usable value. It must be a number.",
            """
            [Network]
            [Input(8, 8, 3)]
            [X([|0.5|], Name = "x")]
            public sealed partial class Net;

            [BatchNormalization(Momentum = "share > 0")]
            public sealed class XAttribute(double share) : BlockAttribute;
            """) { Inside = ["BatchNormalization(Momentum = \"share > 0\")"] },
        new("CVG2018", "momentum above 1 from a block's parameter",
            "BatchNormalization 'x.batch_normalization_1': Momentum = 1.5 is not a usable value. It must be at least 0 and at most 1.",
            """
            [Network]
            [Input(8, 8, 3)]
            [X([|0.5|], Name = "x")]
            public sealed partial class Net;

            [BatchNormalization(Momentum = "3 * share")]
            public sealed class XAttribute(double share) : BlockAttribute;
            """) { Inside = ["BatchNormalization(Momentum = \"3 * share\")"] },
        new("CVG2011", "shapes that depend on the use, two blocks deep",
            "Add: [Input] is 8×8×3 but 'Body' is 8×8×4. Project the shortcut with a 1×1 Conv2D of 4 filters.",
            """
            [Network]
            [Input(8, 8, 3)]
            [[|Stage(4)|]]
            public sealed partial class Net;

            [Residual(nameof(filters), Repeat = 2)]
            public sealed class StageAttribute(int filters) : BlockAttribute;

            public sealed class ResidualAttribute(object filters) : BlockAttribute
            {
                [Conv2D(nameof(filters), 3, Pad = 1)]
                public BlockTensor Body { get; }

                [Add(nameof(Body), Network.Input)]
                public BlockTensor Result { get; }
            }
            """) { Inside = ["Residual(nameof(filters), Repeat = 2)", "Add(nameof(Body), Network.Input)"] },
    ];
}
