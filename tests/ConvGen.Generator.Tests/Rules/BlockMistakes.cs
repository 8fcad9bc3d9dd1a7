namespace ConvGen.Tests;

/// <summary>Every way to get blocks and their uses wrong.</summary>
internal static class BlockMistakes
{
    public static IReadOnlyList<Mistake> All { get; } =
    [
        new("CVG1030", "block without layers",
            "Block 'Empty': it has no layers. Put layers such as [Conv2D(nameof(Filters), 3)] on the class, or on properties of type BlockTensor.",
            """
            public sealed class [|EmptyAttribute|] : BlockAttribute;
            """),
        new("CVG1030", "block tensor without layers",
            "Block 'Twice': 'Body' has no layers. Put layers above it, or remove it.",
            """
            public sealed class TwiceAttribute : BlockAttribute
            {
                public BlockTensor [|Body|] { get; }

                [ReLU]
                public BlockTensor Result { get; }
            }
            """),
        new("CVG1030", "tensor that other projects would not see",
            "Block 'Twice': 'Body' is not public, so that other projects would not see its layers. Declare it as 'public BlockTensor Body { get; }'.",
            """
            public sealed class TwiceAttribute : BlockAttribute
            {
                [ReLU]
                private BlockTensor [|Body|] { get; }
            }
            """),
        new("CVG1030", "tensor of another type",
            "Block 'Twice': 'Body' carries layers, but is of type int. Declare it as 'public BlockTensor Body { get; }'.",
            """
            public sealed class TwiceAttribute : BlockAttribute
            {
                [ReLU]
                public int [|Body|] { get; }
            }
            """),
        new("CVG1030", "output inside a block",
            "Block 'Twice': 'Body' is marked [Output], but a block gives its last tensor. Move the property to the end, or remove [Output].",
            """
            public sealed class TwiceAttribute : BlockAttribute
            {
                [Output]
                [ReLU]
                public BlockTensor [|Body|] { get; }

                [ReLU]
                public BlockTensor Result { get; }
            }
            """),
        new("CVG1015", "layers on a block's class and properties",
            "ReLU stands on 'Twice', but the layers of 'Twice' stand on its properties ('Body' is one). Move it to a property, or make 'Body' no tensor.",
            """
            [[|ReLU|]]
            public sealed class TwiceAttribute : BlockAttribute
            {
                [Tanh]
                public BlockTensor Body { get; }
            }
            """),
        new("CVG1031", "default that other projects would not see",
            "Parameter 'Units': other projects do not see its initialiser, and would take 0. Put [DefaultValue(16)] on it.",
            """
            [Dense(nameof(Units))]
            [ReLU]
            public sealed class HiddenAttribute : BlockAttribute
            {
                public int [|Units|] { get; set; } = 16;
            }
            """),
        new("CVG1031", "two defaults",
            "Parameter 'Units': its initialiser is 16, but [DefaultValue] says 8. Put [DefaultValue(16)] on it.",
            """
            [Dense(nameof(Units))]
            internal sealed class HiddenAttribute : BlockAttribute
            {
                [System.ComponentModel.DefaultValue(8)]
                public int [|Units|] { get; set; } = 16;
            }
            """),
        new("CVG1032", "unfinished expression",
            "Dense 'dense_1': Units = '4 *' cannot be read: Expected expression. Write an expression in the block's parameters.",
            """
            [Dense([|"4 *"|])]
            public sealed class HiddenAttribute(int units) : BlockAttribute
            {
                public int Units { get; } = units;
            }
            """),
        new("CVG1032", "call in an expression",
            "Dense 'dense_1': Units = 'Math.Max(1, units)' cannot be read: 'Math.Max(1, units)' is neither a number, a parameter nor arithmetic. Write an expression in the block's parameters.",
            """
            [Dense([|"Math.Max(1, units)"|])]
            public sealed class HiddenAttribute(int units) : BlockAttribute
            {
                public int Units { get; } = units;
            }
            """),
        new("CVG1033", "misspelt parameter",
            "Dense 'dense_1': Units speaks of 'Unist', which is no parameter of block 'Hidden'. Use Units.",
            """
            [Dense([|"2 * Unist"|])]
            public sealed class HiddenAttribute(int units) : BlockAttribute
            {
                public int Units { get; } = units;
            }
            """) { Suggestion = "Units" },
        new("CVG1033", "unknown name in a condition",
            "ReLU: When speaks of 'Enabled', which is no parameter of block 'Hidden'. Use Units or Input.Height, Input.Width, Input.Channels.",
            """
            [Dense(nameof(units))]
            [ReLU([|When = "Enabled"|])]
            public sealed class HiddenAttribute(int units) : BlockAttribute;
            """),
        new("CVG1034", "division by zero",
            "Dense 'hidden_1.dense_1': Units = '12 / Parts' has no value here: 12 / 0 divides by zero. Change the arguments of the block, or the expression.",
            """
            [Network]
            [Input(8)]
            [Hidden([|0|])]
            public sealed partial class Net;

            [Dense("12 / Parts")]
            public sealed class HiddenAttribute(int parts) : BlockAttribute
            {
                public int Parts { get; } = parts;
            }
            """) { Inside = ["Dense(\"12 / Parts\")"] },
        new("CVG1034", "overflow",
            "Dense 'hidden_1.dense_1': Units = 'units * 2' has no value here: 2000000000 * 2 is more than an int holds. Change the arguments of the block, or the expression.",
            """
            [Network]
            [Input(8)]
            [Hidden(units: [|2000000000|])]
            public sealed partial class Net;

            [Dense("units * 2")]
            public sealed class HiddenAttribute(int units) : BlockAttribute;
            """.Replace("units: [|2000000000|]", "[|units: 2000000000|]", StringComparison.Ordinal)) { Inside = ["Dense(\"units * 2\")"] },
        new("CVG1034", "parameter without a value",
            "Dense 'hidden_1.dense_1': Units = 'Units' has no value here: parameter 'Units' has no value. Change the arguments of the block, or the expression.",
            """
            [Network]
            [Input(8)]
            [[|Hidden|]]
            public sealed partial class Net;

            [Dense(nameof(Units))]
            public sealed class HiddenAttribute : BlockAttribute
            {
                public object Units { get; set; }
            }
            """) { Inside = ["Dense(nameof(Units))"] },
        new("CVG1034", "condition that is a number",
            "ReLU: When = 'Units ? true : false' has no value here: ?: needs true or false, but gets 3. Change the arguments of the block, or the expression.",
            """
            [Network]
            [Input(8)]
            [Hidden([|3|])]
            public sealed partial class Net;

            [ReLU(When = "Units ? true : false")]
            public sealed class HiddenAttribute(int units) : BlockAttribute
            {
                public int Units { get; } = units;
            }
            """) { Inside = ["ReLU(When = \"Units ? true : false\")"] },
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
