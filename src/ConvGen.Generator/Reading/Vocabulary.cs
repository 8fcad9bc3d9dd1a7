using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ConvGen.Generator.Reading;

/// <summary>What an attribute is to ConvGen.</summary>
internal enum AttributeRole
{
    /// <summary>Somebody else's.</summary>
    None,
    Network,
    Input,
    Layer,
    Loss,
    From,
    Output,

    /// <summary>One that the compiler cannot find: the user is still typing, or misspelt it.</summary>
    Unresolved,
}

/// <summary>Tells ConvGen's attributes from others, by their names and bases: a new layer needs nothing here.</summary>
internal static class Vocabulary
{
    public const string NetworkAttribute = "ConvGen.NetworkAttribute";

    public static AttributeRole RoleOf(AttributeData attribute)
    {
        if (attribute.AttributeClass is not { } type || type.TypeKind == TypeKind.Error)
            return AttributeRole.Unresolved;
        if (IsOurs(type, "NetworkAttribute"))
            return AttributeRole.Network;
        if (IsOurs(type, "InputAttribute"))
            return AttributeRole.Input;
        if (IsOurs(type, "FromAttribute"))
            return AttributeRole.From;
        if (IsOurs(type, "OutputAttribute"))
            return AttributeRole.Output;
        for (var parent = type.BaseType; parent is not null; parent = parent.BaseType)
        {
            if (IsOurs(parent, "LayerAttribute"))
                return AttributeRole.Layer;
            if (IsOurs(parent, "LossAttribute"))
                return AttributeRole.Loss;
        }

        return AttributeRole.None;
    }

    /// <summary>The attribute's name without "Attribute"; with its namespace where it is the user's own.</summary>
    public static string KindOf(INamedTypeSymbol type)
    {
        var name = type.ContainingAssembly?.Name == "ConvGen.Attributes" ? type.Name : FullName(type);
        return name.EndsWith("Attribute", System.StringComparison.Ordinal) ? name.Substring(0, name.Length - "Attribute".Length) : name;
    }

    /// <summary>True for an attribute of the user's own that is made of layers.</summary>
    public static bool IsBlock(INamedTypeSymbol type)
    {
        for (var parent = type.BaseType; parent is not null; parent = parent.BaseType)
            if (IsOurs(parent, "BlockAttribute"))
                return true;
        return false;
    }

    /// <summary>True for the type of a network's tensors.</summary>
    public static bool IsActivations(ITypeSymbol type) => type is INamedTypeSymbol named && IsOurs(named, "Activations");

    /// <summary>True for the type of a block's tensors.</summary>
    public static bool IsBlockTensor(ITypeSymbol type) => type is INamedTypeSymbol named && IsOurs(named, "BlockTensor");

    /// <summary>The name with namespace. The compiler's own way to it is long, and few classes need it.</summary>
    private static string FullName(INamedTypeSymbol type)
    {
        var name = type.Name;
        if (type.Arity > 0 || type.ContainingType is not null || IsWord(name))
            return type.ToDisplayString();
        for (var space = type.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (IsWord(space.Name))
                return type.ToDisplayString();
            name = space.Name + "." + name;
        }

        return name;

        static bool IsWord(string part) => SyntaxFacts.GetKeywordKind(part) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(part) != SyntaxKind.None;
    }

    private static bool IsOurs(INamedTypeSymbol type, string name) =>
        type.Name == name && type.ContainingNamespace is { Name: "ConvGen", ContainingNamespace.IsGlobalNamespace: true };
}
