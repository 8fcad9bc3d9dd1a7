namespace ConvGen.Tests;

/// <summary>Every way to get the declaration of a block wrong.</summary>
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
    ];
}
