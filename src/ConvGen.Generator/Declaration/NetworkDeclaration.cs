using System.Linq;

namespace ConvGen.Generator.Declaration;

/// <summary>
/// What the user wrote, in written order, as plain values. It is the key of the incremental cache: it must hold no symbol,
/// syntax, compilation or location, and two equal texts must give equal declarations.
/// </summary>
/// <param name="Namespace">The class's namespace, or empty.</param>
/// <param name="Name">The class's name.</param>
/// <param name="Header">The words before the name in the generated part, for example <c>public sealed partial class</c>.</param>
/// <param name="Inputs">The <c>[Input]</c> attributes; none where they are missing (a problem was reported).</param>
/// <param name="Layers">Layer attributes on the class, top to bottom: a network that is a sequence.</param>
/// <param name="Tensors">Properties that carry attributes of ConvGen's, in written order: a network that is a graph.</param>
/// <param name="Losses">Loss attributes on the class.</param>
/// <param name="Blocks">The blocks that are used, those inside blocks too, each once.</param>
/// <param name="AllowWinograd">False forbids Winograd convolution.</param>
/// <param name="Stubs">Partial properties with mistakes of form, which get bodies that throw, so that one mistake is one error.</param>
internal sealed record NetworkDeclaration(
    string Namespace,
    string Name,
    string Header,
    EquatableArray<LayerDeclaration> Inputs,
    EquatableArray<LayerDeclaration> Layers,
    EquatableArray<TensorDeclaration> Tensors,
    EquatableArray<LayerDeclaration> Losses,
    EquatableArray<BlockDeclaration> Blocks,
    bool AllowWinograd,
    EquatableArray<PropertyStub> Stubs)
{
    /// <summary>
    /// Without the attributes that were not found. To a check each may be a misspelt layer; to the generator it may be one that another
    /// generator writes, since generators do not see each other's work, and if it is misspelt the build fails anyway.
    /// </summary>
    public NetworkDeclaration Resolved() => this with
    {
        Layers = Resolved(Layers),
        Tensors = new EquatableArray<TensorDeclaration>(Tensors.Select(tensor => tensor with { Layers = Resolved(tensor.Layers) })),
    };

    private static EquatableArray<LayerDeclaration> Resolved(EquatableArray<LayerDeclaration> layers) => new(layers.Where(layer => layer.Kind != LayerDeclaration.Unresolved));
}

/// <summary>A property that names a tensor.</summary>
/// <param name="Name">The property's, with '@' where it is a keyword.</param>
/// <param name="Header">The words of its generated part, for example <c>public partial</c>; empty inside a block, and where its form is wrong (see <see cref="PropertyStub"/>).</param>
/// <param name="From">The <c>[From]</c> attribute (argument Tensor), or null.</param>
/// <param name="IsOutput">True with <c>[Output]</c>.</param>
/// <param name="Layers">What computes it, top to bottom.</param>
/// <param name="Place">The property itself.</param>
internal sealed record TensorDeclaration(string Name, string Header, LayerDeclaration? From, bool IsOutput, EquatableArray<LayerDeclaration> Layers, Place Place)
{
    /// <summary>The name as attributes say it.</summary>
    public string PlainName => Name.TrimStart('@');
}

/// <summary>A partial property that cannot be a tensor (static, settable, of another type) and still needs a body.</summary>
/// <param name="Head">Everything before its accessors, for example <c>public static partial float[] Scores</c>.</param>
/// <param name="Accessors">Its accessors, for example <c>get</c> and <c>private set</c>.</param>
internal sealed record PropertyStub(string Head, EquatableArray<string> Accessors);

/// <summary>One attribute: its kind (class name without "Attribute") and every argument the user gave.</summary>
/// <param name="Kind">The attribute's name without "Attribute"; the full name where the attribute is not ConvGen's.</param>
/// <param name="Arguments">What the user gave, in written order.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="IsWhole">False while the compiler itself rejects the attribute (the user is still typing): nothing more is said about it.</param>
internal sealed record LayerDeclaration(string Kind, EquatableArray<Argument> Arguments, Place Place, bool IsWhole = true)
{
    /// <summary>The kind of an attribute that the compiler does not find.</summary>
    public const string Unresolved = "?";

    public bool Has(string name) => Value(name) is not null;

    public int Int(string name, int otherwise) => Value(name) is int value ? value : otherwise;

    public float Float(string name, float otherwise) => Value(name) switch { float value => value, int value => value, _ => otherwise };

    public bool Flag(string name, bool otherwise) => Value(name) is bool value ? value : otherwise;

    /// <summary>A string, or the member name of an enum argument.</summary>
    public string? Word(string name) => Value(name) as string;

    /// <summary>An array argument; empty where there is none.</summary>
    public EquatableArray<T> Array<T>(string name)
        where T : System.IEquatable<T> => Value(name) is EquatableArray<T> values ? values : default;

    /// <summary>The value given for an argument; null where none is.</summary>
    public object? Value(string name)
    {
        for (var index = 0; index < Arguments.Count; index++)
            if (Arguments[index] is var argument && argument.Name == name)
                return argument.Value;
        return null;
    }
}

/// <summary>
/// One argument by its property name (a constructor parameter under its name in Pascal case: <c>kernelSize</c> is KernelSize).
/// The value is an int, float, bool, string (enum members by name), <see cref="Formula"/>, <see cref="Unusable"/>, or an EquatableArray of int, float or string.
/// </summary>
internal readonly record struct Argument(string Name, object? Value);

/// <summary>A value that the language allows and ConvGen does not (a number that is no member of its enum, text for a number); reported once the layer has its name.</summary>
/// <param name="Text">As C# writes it.</param>
/// <param name="Needed">What it must be.</param>
internal sealed record Unusable(string Text, string Needed);

/// <summary>Where an attribute stands: on the class (Property = −1) or on the n-th of its properties that are tensors, and its index there; or a member that clashes. No source position, which an edit elsewhere would change.</summary>
internal readonly record struct Place(int Property, int Attribute)
{
    /// <summary>The class's own name.</summary>
    public static Place Class => new(-1, -1);

    /// <summary>The name of a property.</summary>
    public static Place Tensor(int property) => new(property, -1);

    /// <summary>The name of a block's n-th settable property.</summary>
    public static Place Parameter(int index) => new(ParameterProperty, index);

    public bool IsParameter => Property == ParameterProperty;

    /// <summary>The class's n-th member that clashes with a generated one.</summary>
    public static Place Clash(int index) => new(ClashProperty, index);

    public bool IsClash => Property == ClashProperty;

    private const int ClashProperty = -2;

    private const int ParameterProperty = -3;
}

/// <summary>A mistake found before any Roslyn type is involved: a rule's id, what its message is filled with, and where.</summary>
/// <param name="Id">The rule, for example CVG2003.</param>
/// <param name="Arguments">The message's arguments.</param>
/// <param name="Place">The attribute at fault.</param>
/// <param name="Argument">The attribute's argument at fault, where one is; <c>Tensors[1]</c> is the second element of one.</param>
/// <param name="IsWarning">True where the network is usable all the same.</param>
internal sealed record Problem(string Id, EquatableArray<string> Arguments, Place Place, string? Argument = null, bool IsWarning = false)
{
    /// <summary>Where the mistake shows inside blocks, outermost block first; empty where the place itself is at fault.</summary>
    public EquatableArray<BlockPlace> Within { get; init; }

    /// <summary>What was probably meant (a name near the misspelt one), for messages and code fixes; or null.</summary>
    public string? Suggestion { get; init; }

    /// <summary>The name inside an expression that <see cref="Suggestion"/> replaces, or null.</summary>
    public string? Misspelt { get; init; }

    /// <summary>The tensor that <see cref="Suggestion"/> is a layer for, or null.</summary>
    public string? Tensor { get; init; }
}
