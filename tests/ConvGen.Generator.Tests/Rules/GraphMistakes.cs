namespace ConvGen.Tests;

/// <summary>Every way to get the wiring of tensors wrong.</summary>
internal static class GraphMistakes
{
    public static IReadOnlyList<Mistake> All { get; } =
    [
        new("CVG1017", "misspelt start",
            "[From]: there is no tensor 'Branhc1'. Use 'Branch1'.",
            """
            [Network]
            [Input(8)]
            public sealed partial class Net
            {
                [Dense(4)]
                public partial Activations Branch1 { get; }

                [From([|"Branhc1"|])]
                [Dense(2)]
                public partial Activations Scores { get; }
            }
            """) { Suggestion = "Branch1" },
        new("CVG1017", "unknown operand",
            "Add: there is no tensor 'Whatever'. Use Network.Input or 'Body'.",
            """
            [Network]
            [Input(8)]
            public sealed partial class Net
            {
                [Dense(8)]
                [Add(nameof(Network.Input), [|"Whatever"|])]
                public partial Activations Body { get; }
            }
            """.Replace("nameof(Network.Input)", "Network.Input", StringComparison.Ordinal)),
        new("CVG1017", "unknown operand in an array",
            "Add: there is no tensor 'bdy'. Use 'Body'.",
            """
            [Network]
            [Input(8)]
            public sealed partial class Net
            {
                [Dense(8)]
                public partial Activations Body { get; }

                [Dense(8)]
                [Add(new[] { "Body", [|"bdy"|] })]
                public partial Activations Sum { get; }
            }
            """) { Suggestion = "Body" },
        new("CVG1018", "two tensors made from each other",
            "[From]: 'A' is made from 'B', which is made from 'A'. Start one of them from another tensor.",
            """
            [Network]
            [Input(8)]
            public sealed partial class Net
            {
                [From([|nameof(B)|])]
                [Dense(4)]
                public partial Activations A { get; }

                [Dense(4)]
                public partial Activations B { get; }
            }
            """),
        new("CVG1018", "tensor made from itself",
            "Add: 'A' is made from 'A'. Start one of them from another tensor.",
            """
            [Network]
            [Input(8)]
            public sealed partial class Net
            {
                [Dense(8)]
                [Add([|nameof(A)|])]
                public partial Activations A { get; }
            }
            """),
        new("CVG1018", "circle through an operand",
            "Add: 'B' is made from 'C', which is made from 'B'. Start one of them from another tensor.",
            """
            [Network]
            [Input(8)]
            public sealed partial class Net
            {
                [Dense(8)]
                public partial Activations A { get; }

                [Add(nameof(A), [|nameof(C)|])]
                public partial Activations B { get; }

                [Dense(8)]
                public partial Activations C { get; }

                [Add(nameof(C), nameof(B))]
                public partial Activations D { get; }
            }
            """),
        new("CVG1019", "property that is not partial",
            "Property 'Scores' is not partial. A tensor is declared as 'public partial Activations Scores { get; }'.",
            """
            [Network]
            [Input(8)]
            public sealed partial class Net
            {
                [Dense(2)]
                public Activations [|Scores|] { get; }
            }
            """),
        new("CVG1019", "property of another type",
            "Property 'Scores' is of type float[]. A tensor is declared as 'public partial Activations Scores { get; }'.",
            """
            [Network]
            [Input(8)]
            public sealed partial class Net
            {
                [Dense(2)]
                public partial float[] [|Scores|] { get; }
            }
            """),
        new("CVG1019", "static property",
            "Property 'Scores' is static. A tensor is declared as 'public partial Activations Scores { get; }'.",
            """
            [Network]
            [Input(8)]
            public sealed partial class Net
            {
                [Dense(2)]
                public static partial Activations [|Scores|] { get; }
            }
            """),
        new("CVG1019", "property that can be set",
            "Property 'Scores' can be set. A tensor is declared as 'public partial Activations Scores { get; }'.",
            """
            [Network]
            [Input(8)]
            public sealed partial class Net
            {
                [Dense(2)]
                public partial Activations [|Scores|] { get; private set; }
            }
            """),
        new("CVG1019", "property with a body",
            "Property 'Scores' has a body of its own. A tensor is declared as 'public partial Activations Scores { get; }'.",
            """
            [Network]
            [Input(8)]
            public sealed partial class Net
            {
                [Dense(2)]
                public partial Activations [|Scores|] { get; }

                public partial Activations Scores => default;
            }
            """),
        new("CVG1019", "indexer",
            "Property 'this[]' is an indexer. A tensor is declared as 'public partial Activations this[] { get; }'.",
            """
            [Network]
            [Input(8)]
            public sealed partial class Net
            {
                [Dense(2)]
                public float [|this|][int index] => index;
            }
            """),
        new("CVG1020", "property without layers",
            "Property 'Scores' has no layers. Put layers such as [Conv2D(16, 3)] above it, or remove it.",
            """
            [Network]
            [Input(8)]
            public sealed partial class Net
            {
                [Dense(2)]
                public partial Activations Hidden { get; }

                [Output]
                [From(nameof(Hidden))]
                public partial Activations [|Scores|] { get; }
            }
            """),
        new("CVG1021", "tensor that nothing uses",
            "Nothing uses tensor 'Side', and it is no output, so that its layers are not trained. Use it, mark it [Output], or remove it.",
            """
            [Network]
            [Input(8)]
            public sealed partial class Net
            {
                [Dense(4)]
                public partial Activations [|Side|] { get; }

                [From(Network.Input)]
                [Dense(2)]
                public partial Activations Scores { get; }
            }
            """),
        new("CVG1022", "input named like a property",
            "[Input] 'Left': a property has this name too. Choose another.",
            """
            [Network]
            [Input(8, [|Name = "Left"|])]
            public sealed partial class Net
            {
                [Dense(2)]
                public partial Activations Left { get; }
            }
            """),
        new("CVG1022", "two inputs of one name",
            "[Input] 'side': an input above has this name too. Choose another.",
            """
            [Network]
            [Input(8, Name = "side")]
            [Input(8, [|Name = "side"|])]
            [Concatenate("side", Network.Input)]
            public sealed partial class Net;
            """),
        new("CVG1023", "input that leads nowhere",
            "[Input] 'right' leads to no output. Use it with [From], or remove it.",
            """
            [Network]
            [Input(8, Name = "left")]
            [[|Input(8, Name = "right")|]]
            [Dense(2)]
            public sealed partial class Net;
            """),
        new("CVG1024", "loss of something else",
            "MeanSquaredError: 'Scroes' is no output. Use 'Scores'.",
            """
            [Network]
            [Input(8)]
            [MeanSquaredError([|Of = "Scroes"|])]
            public sealed partial class Net
            {
                [Dense(4)]
                public partial Activations Hidden { get; }

                [Dense(2)]
                public partial Activations Scores { get; }
            }
            """) { Suggestion = "Scores" },
        new("CVG1024", "loss of a tensor that is no output",
            "MeanSquaredError: 'Hidden' is no output. Use 'One' or 'Two'.",
            """
            [Network]
            [Input(8)]
            [MeanSquaredError([|Of = nameof(Hidden)|])]
            public sealed partial class Net
            {
                [Dense(4)]
                public partial Activations Hidden { get; }

                [Output]
                [Dense(2)]
                public partial Activations One { get; }

                [Output]
                [From(nameof(Hidden))]
                [Dense(2)]
                public partial Activations Two { get; }
            }
            """),
        new("CVG1025", "merge of one tensor",
            "Add: needs at least 2 tensors, but gets 1. Name the others, for example [Add(nameof(Body), nameof(Shortcut))].",
            """
            [Network]
            [Input(8)]
            [Dense(8)]
            [[|Add|]]
            public sealed partial class Net;
            """),
        new("CVG1026", "input's name with a dot",
            "[Input] 'left.eye': this name cannot be a parameter of Predict. Use letters, digits and '_', a letter first.",
            """
            [Network]
            [Input(8, [|Name = "left.eye"|])]
            [Dense(2)]
            public sealed partial class Net;
            """),
        new("CVG1027", "loss with two outputs",
            "MeanSquaredError: the network has several outputs ('One', 'Two'). Say which one it is for, for example Of = nameof(One).",
            """
            [Network]
            [Input(8)]
            [[|MeanSquaredError|]]
            public sealed partial class Net
            {
                [Output]
                [Dense(2)]
                public partial Activations One { get; }

                [Output]
                [Dense(2)]
                public partial Activations Two { get; }
            }
            """),
        new("CVG1028", "layer with the key of an activation above",
            "Conv2D 'conv1.prelu': its key 'conv1.prelu.weight' is that of PReLU of Conv2D 'conv1' too. Keys tell parameters apart in weight files; rename one of the layers.",
            """
            [Network]
            [Input(8, 8, 3)]
            [Conv2D(4, 3, Activation = Activation.PReLU, Name = "conv1")]
            [Conv2D(4, 3, [|Name = "conv1.prelu"|])]
            public sealed partial class Net;
            """),
        new("CVG1028", "activation with the key of a layer above, in a block",
            "PReLU of Dense 'head.fc': its key 'head.fc.prelu.weight' is that of BatchNormalization 'head.fc.prelu' too. Keys tell parameters apart in weight files; rename one of the layers.",
            """
            [Network]
            [Input(8, 8, 3)]
            [BatchNormalization(Name = "head.fc.prelu")]
            [Flatten]
            [[|Hidden(Name = "head")|]]
            public sealed partial class Net;

            [Dense(4, Activation = Activation.PReLU, Name = "fc")]
            [ReLU]
            public sealed class HiddenAttribute : BlockAttribute;
            """) { Inside = ["Dense(4, Activation = Activation.PReLU, Name = \"fc\")"] },
    ];
}
