using System.Linq;

namespace ConvGen.Generator.Declaration;

/// <summary>
/// What the user wrote, in written order, as plain values. It is the key of the incremental cache: it must hold no symbol,
/// syntax, compilation or location, and two equal texts must give equal declarations.
/// </summary>
/// <param name="Namespace">The class's namespace, or empty.</param>
/// <param name="Name">The class's name.</param>
/// <param name="Header">The words before the name in the generated part, for example <c>public sealed partial class</c>.</param>
/// <param name="Input">The <c>[Input]</c> attribute; null when it is missing (a problem was reported).</param>
/// <param name="Layers">Layer attributes on the class, top to bottom.</param>
/// <param name="Losses">Loss attributes on the class.</param>
/// <param name="AllowWinograd">False forbids Winograd convolution.</param>
internal sealed record NetworkDeclaration(
    string Namespace,
    string Name,
    string Header,
    LayerDeclaration? Input,
    EquatableArray<LayerDeclaration> Layers,
    EquatableArray<LayerDeclaration> Losses,
    bool AllowWinograd)
{
    /// <summary>
    /// Without the attributes that were not found. To a check each may be a misspelt layer; to the generator it may be one that another
    /// generator writes, since generators do not see each other's work, and if it is misspelt the build fails anyway.
    /// </summary>
    public NetworkDeclaration Resolved() => this with { Layers = new EquatableArray<LayerDeclaration>(Layers.Where(layer => layer.Kind != LayerDeclaration.Unresolved)) };
}

/// <summary>One attribute: its kind (class name without "Attribute") and every argument the user gave.</summary>
/// <param name="Kind">The attribute's name without "Attribute"; the full name where the attribute is not ConvGen's.</param>
/// <param name="Arguments">What the user gave, in written order.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="IsWhole">False while the compiler itself rejects the attribute (the user is still typing): nothing more is said about it.</param>
internal sealed record LayerDeclaration(string Kind, EquatableArray<Argument> Arguments, Place Place, bool IsWhole = true)
{
    /// <summary>The kind of an attribute that the compiler does not find.</summary>
    public const string Unresolved = "?";

    public bool Has(string name) => Find(name) is not null;

    public int Int(string name, int otherwise) => Find(name) is int value ? value : otherwise;

    public float Float(string name, float otherwise) => Find(name) switch { float value => value, int value => value, _ => otherwise };

    public bool Flag(string name, bool otherwise) => Find(name) is bool value ? value : otherwise;

    /// <summary>A string, or the member name of an enum argument.</summary>
    public string? Word(string name) => Find(name) as string;

    private object? Find(string name)
    {
        foreach (var argument in Arguments)
            if (argument.Name == name)
                return argument.Value;
        return null;
    }
}

/// <summary>
/// One argument by its property name (a constructor parameter under its name in Pascal case: <c>kernelSize</c> is KernelSize).
/// The value is an int, float, bool, string (enum members by name), <see cref="NotAMember"/>, EquatableArray&lt;int&gt; or EquatableArray&lt;float&gt;.
/// </summary>
internal readonly record struct Argument(string Name, object? Value);

/// <summary>A number that the user cast to an enum which has no such member; reported once the layer has its name.</summary>
internal sealed record NotAMember(string Text, string Enumeration);

/// <summary>Where an attribute stands: on the class (Property = −1) or on its n-th property, and its index there; or a member that clashes. No source position, which an edit elsewhere would change.</summary>
internal readonly record struct Place(int Property, int Attribute)
{
    /// <summary>The class's own name.</summary>
    public static Place Class => new(-1, -1);

    /// <summary>The class's n-th member that clashes with a generated one.</summary>
    public static Place Clash(int index) => new(ClashProperty, index);

    public bool IsClash => Property == ClashProperty;

    private const int ClashProperty = -2;
}

/// <summary>A mistake found before any Roslyn type is involved: a rule's id, what its message is filled with, and where.</summary>
/// <param name="Id">The rule, for example CVG2003.</param>
/// <param name="Arguments">The message's arguments.</param>
/// <param name="Place">The attribute at fault.</param>
/// <param name="Argument">The attribute's argument at fault, where one is.</param>
/// <param name="IsWarning">True where the network is usable all the same.</param>
internal sealed record Problem(string Id, EquatableArray<string> Arguments, Place Place, string? Argument = null, bool IsWarning = false);
