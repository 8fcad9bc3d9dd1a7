namespace ConvGen.Tests;

/// <summary>Every way to get a network's class and attributes wrong.</summary>
internal static class ClassMistakes
{
    public static IReadOnlyList<Mistake> All { get; } =
    [
        new("CVG1001", "class without partial",
            "Network 'Net' must be partial, so that the compiler can add its code. Write 'partial class Net'.",
            """
            [Network]
            [Input(8)]
            [Dense(2)]
            public sealed class [|Net|];
            """),
        new("CVG1002", "class in a class",
            "Network 'Net' is nested in 'Zoo'. Declare it directly in a namespace.",
            """
            public static partial class Zoo
            {
                [Network]
                [Input(8)]
                [Dense(2)]
                public sealed partial class [|Net|];
            }
            """),
        new("CVG1003", "type parameter",
            "Network 'Net' is generic, but the sizes of a network are fixed when it is compiled. Remove the type parameters.",
            """
            [Network]
            [Input(8)]
            [Dense(2)]
            public sealed partial class [|Net|]<T>;
            """),
        new("CVG1004", "abstract class",
            "Network 'Net' is abstract. Declare it as an ordinary partial class.",
            """
            [Network]
            [Input(8)]
            [Dense(2)]
            public abstract partial class [|Net|];
            """),
        new("CVG1004", "static class",
            "Network 'Net' is static. Declare it as an ordinary partial class.",
            """
            [Network]
            [Input(8)]
            [Dense(2)]
            public static partial class [|Net|];
            """),
        new("CVG1004", "record",
            "Network 'Net' is a record. Declare it as an ordinary partial class.",
            """
            [Network]
            [Input(8)]
            [Dense(2)]
            public sealed partial record [|Net|];
            """),
        new("CVG1004", "file-local class",
            "Network 'Net' is local to its file. Declare it as an ordinary partial class.",
            """
            [Network]
            [Input(8)]
            [Dense(2)]
            file sealed partial class [|Net|];
            """),
        new("CVG1004", "primary constructor",
            "Network 'Net' is declared with a primary constructor. Declare it as an ordinary partial class.",
            """
            [Network]
            [Input(8)]
            [Dense(2)]
            public sealed partial class [|Net|](int size)
            {
                public int Size => size;
            }
            """),
        new("CVG1005", "no input",
            "Network 'Net' has no input. Put [Input(height, width, channels)] or [Input(features)] above its first layer.",
            """
            [Network]
            [Conv2D(6, 5)]
            [ReLU]
            public sealed partial class [|Net|];
            """),
        new("CVG1005", "no input and no layers",
            "Network 'Net' has no input. Put [Input(height, width, channels)] or [Input(features)] above its first layer.",
            """
            [Network]
            public sealed partial class [|Net|];
            """),
        new("CVG1006", "second input without a name",
            "Network 'Net' has an input already, and this one has no name to tell it by. Give it one, for example Name = \"right\", or remove it.",
            """
            [Network]
            [Input(28, 28, 1)]
            [[|Input(32, 32, 3)|]]
            [Conv2D(6, 5)]
            public sealed partial class Net;
            """),
        new("CVG1007", "no layers",
            "Network 'Net' has no layers. Put layers such as [Conv2D(16, 3)] or [Dense(10)] below [Input].",
            """
            [Network]
            [Input(28, 28, 1)]
            public sealed partial class [|Net|];
            """),
        new("CVG1008", "two losses",
            "MeanSquaredError is a second loss beside SparseCategoricalCrossentropy. Keep one of them.",
            """
            [Network]
            [Input(8)]
            [Dense(2)]
            [SparseCategoricalCrossentropy]
            [[|MeanSquaredError|]]
            public sealed partial class Net;
            """),
        new("CVG1009", "two declarations in two files",
            "The layers of 'Net' are spread over two partial declarations (in File0.cs and File1.cs), so that their order is open. Put all of them on one declaration.",
            """
            [Network]
            [Input(8)]
            [Dense(4)]
            public sealed partial class Net;
            """,
            """
            [[|Dense(2)|]]
            public sealed partial class Net;
            """),
        new("CVG1009", "two declarations in one file",
            "The layers of 'Net' are spread over two partial declarations (both in File0.cs), so that their order is open. Put all of them on one declaration.",
            """
            [Network]
            [Input(8)]
            [Dense(4)]
            public sealed partial class Net;

            [[|Dense(2)|]]
            public sealed partial class Net;
            """),
        new("CVG1010", "same name twice",
            "Dense: another layer above is named 'fc' too. Names are keys of weight files; choose another.",
            """
            [Network]
            [Input(8)]
            [Dense(4, Name = "fc")]
            [Dense(2, [|Name = "fc"|])]
            public sealed partial class Net;
            """),
        new("CVG1011", "two dots in a name",
            "Dense 'fc..1': this name cannot be part of a key such as conv1.weight. Use letters, digits, '_' and '-', with single dots between them.",
            """
            [Network]
            [Input(8)]
            [Dense(4, [|Name = "fc..1"|])]
            public sealed partial class Net;
            """),
        new("CVG1011", "dot before a name",
            "Dense '.fc': this name cannot be part of a key such as conv1.weight. Use letters, digits, '_' and '-', with single dots between them.",
            """
            [Network]
            [Input(8)]
            [Dense(4, [|Name = ".fc"|])]
            public sealed partial class Net;
            """),
        new("CVG1011", "dot after a name",
            "Dense 'fc.': this name cannot be part of a key such as conv1.weight. Use letters, digits, '_' and '-', with single dots between them.",
            """
            [Network]
            [Input(8)]
            [Dense(4, [|Name = "fc."|])]
            public sealed partial class Net;
            """),
        new("CVG1011", "empty name",
            "Dense '': this name cannot be part of a key such as conv1.weight. Use letters, digits, '_' and '-', with single dots between them.",
            """
            [Network]
            [Input(8)]
            [Dense(4, [|Name = ""|])]
            public sealed partial class Net;
            """),
        new("CVG1011", "slash in a name",
            "Dense 'block/fc': this name cannot be part of a key such as conv1.weight. Use letters, digits, '_' and '-', with single dots between them.",
            """
            [Network]
            [Input(8)]
            [Dense(4, [|Name = "block/fc"|])]
            public sealed partial class Net;
            """),
        new("CVG1011", "space in a name",
            "Dense 'fc 1': this name cannot be part of a key such as conv1.weight. Use letters, digits, '_' and '-', with single dots between them.",
            """
            [Network]
            [Input(8)]
            [Dense(4, [|Name = "fc 1"|])]
            public sealed partial class Net;
            """),
        new("CVG1012", "layers without Network",
            "Input stands on 'Net', which is not a network. Add [Network] to the class.",
            """
            [[|Input(8)|]]
            [Dense(2)]
            public sealed partial class Net;
            """),
        new("CVG1012", "layer on a property of another class",
            "ReLU stands on 'Other', which is not a network. Add [Network] to the class.",
            """
            public sealed class Other
            {
                [[|ReLU|]]
                public int Size { get; set; }
            }
            """),
        new("CVG1013", "layer of the user's own",
            "Mish is not a layer or loss that ConvGen can compile. Use the layers of namespace ConvGen.",
            """
            [Network]
            [Input(8)]
            [[|Mish|]]
            [Dense(2)]
            public sealed partial class Net;

            public sealed class MishAttribute : LayerAttribute;
            """),
        new("CVG1013", "loss of the user's own",
            "Hinge is not a layer or loss that ConvGen can compile. Use the layers of namespace ConvGen.",
            """
            [Network]
            [Input(8)]
            [Dense(2)]
            [[|Hinge|]]
            public sealed partial class Net;

            public sealed class HingeAttribute : LossAttribute;
            """),
        new("CVG1013", "user's layer with a name of ours",
            "Mine.Dense is not a layer or loss that ConvGen can compile. Use the layers of namespace ConvGen.",
            """
            namespace Mine
            {
                [Network]
                [Input(8)]
                [[|Dense|]]
                public sealed partial class Net;

                public sealed class DenseAttribute : LayerAttribute;
            }
            """),
        new("CVG1014", "input below a layer",
            "[Input] stands below Conv2D, but attributes are read top to bottom: input, layers, loss. Move it above the first layer.",
            """
            [Network]
            [Conv2D(6, 5)]
            [[|Input(28, 28, 1)|]]
            [ReLU]
            public sealed partial class Net;
            """),
        new("CVG1014", "loss above a layer",
            "[SparseCategoricalCrossentropy] stands above Dense, but attributes are read top to bottom: input, layers, loss. Move it below the last layer.",
            """
            [Network]
            [Input(8)]
            [Dense(4)]
            [[|SparseCategoricalCrossentropy|]]
            [Dense(2)]
            public sealed partial class Net;
            """),
        new("CVG1009", "tensors on two declarations",
            "The tensors of 'Net' are spread over two partial declarations (both in File0.cs), so that their order is open. Put all of them on one declaration.",
            """
            [Network]
            [Input(8)]
            public sealed partial class Net
            {
                [Dense(4)]
                public partial Activations Hidden { get; }
            }

            public sealed partial class Net
            {
                [Dense(2)]
                public partial Activations [|Scores|] { get; }
            }
            """),
        new("CVG1015", "layers on the class and on a property",
            "Dense stands on 'Net', but the layers of 'Net' stand on its properties ('Scores' is one). Move it to a property, or make 'Scores' no tensor.",
            """
            [Network]
            [Input(8)]
            [[|Dense(4)|]]
            public sealed partial class Net
            {
                [Dense(2)]
                public partial Activations Scores { get; }
            }
            """),
        new("CVG1016", "own constructor",
            "Network 'Net': its constructor is ConvGen's to write. Remove it, or let it call the generated one with ': this(options)'.",
            """
            [Network]
            [Input(8)]
            [Dense(2)]
            public sealed partial class Net
            {
                public [|Net|]()
                {
                }
            }
            """),
        new("CVG1016", "field with a generated name",
            "Network 'Net': its member 'BatchSize' is ConvGen's to write. Rename or remove it.",
            """
            [Network]
            [Input(8)]
            [Dense(2)]
            public sealed partial class Net
            {
                private readonly int [|BatchSize|] = 3;
            }
            """),
        new("CVG1016", "property with a generated name",
            "Network 'Net': its member 'Parameters' is ConvGen's to write. Rename or remove it.",
            """
            [Network]
            [Input(8)]
            [Dense(2)]
            public sealed partial class Net
            {
                public int [|Parameters|] => 3;
            }
            """),
        new("CVG1016", "method with a generated property's name",
            "Network 'Net': its member 'Description' is ConvGen's to write. Rename or remove it.",
            """
            [Network]
            [Input(8)]
            [Dense(2)]
            public sealed partial class Net
            {
                public static string [|Description|](int length) => new('-', length);
            }
            """),
        new("CVG1016", "method with a generated signature",
            "Network 'Net': its member 'Predict' is ConvGen's to write. Rename or remove it.",
            """
            [Network]
            [Input(8)]
            [Dense(2)]
            public sealed partial class Net
            {
                public void [|Predict|](ReadOnlySpan<float> images, Span<float> outputs) => outputs.Clear();
            }
            """),
        new("CVG1016", "method that frees",
            "Network 'Net': its member 'Dispose' is ConvGen's to write. Rename or remove it.",
            """
            [Network]
            [Input(8)]
            [Dense(2)]
            public sealed partial class Net
            {
                public void [|Dispose|]() => GC.SuppressFinalize(this);
            }
            """),
        new("CVG1016", "nested type with a generated name",
            "Network 'Net': its member 'Forward' is ConvGen's to write. Rename or remove it.",
            """
            [Network]
            [Input(8)]
            [Dense(2)]
            public sealed partial class Net
            {
                public enum [|Forward|]
                {
                    Once,
                }
            }
            """),
        new("CVG1016", "class with a generated member's name",
            "Network 'Predict': a member of that name, 'Predict', is ConvGen's to write. Rename the class.",
            """
            [Network]
            [Input(8)]
            [Dense(2)]
            public sealed partial class [|Predict|];
            """),
    ];
}
