using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ConvGen.Generator.Declaration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConvGen.Generator.Reading;

/// <summary>Properties that name tensors: partial ones in a network, ones of type BlockTensor in a block.</summary>
internal static class TensorReader
{
    /// <summary>The tensors among a class's properties, in written order; <see cref="Place.Property"/> counts them. Other properties may come and go.</summary>
    public static IReadOnlyList<IPropertySymbol> Of(INamedTypeSymbol type) => [.. type.GetMembers().OfType<IPropertySymbol>().Where(IsTensor)];

    public static TensorDeclaration Read(IPropertySymbol property, int index, string header, AttributeReader reader)
    {
        LayerDeclaration? from = null;
        var isOutput = false;
        var layers = new List<LayerDeclaration>();
        var attributes = property.GetAttributes();
        for (var at = 0; at < attributes.Length; at++)
        {
            var place = new Place(index, at);
            switch (Vocabulary.RoleOf(attributes[at]))
            {
                case AttributeRole.From:
                    from ??= reader.Read(attributes[at], place);
                    break;
                case AttributeRole.Output:
                    isOutput = true;
                    break;
                case AttributeRole.Layer or AttributeRole.Unresolved:
                    layers.Add(reader.Read(attributes[at], place));
                    break;
            }
        }

        return new TensorDeclaration(NetworkReader.Escape(property.Name), header, from, isOutput, new EquatableArray<LayerDeclaration>(layers), Place.Tensor(index));
    }

    /// <summary>What keeps a network's property from being a tensor, as the message says it; null where nothing does.</summary>
    public static string? Fault(IPropertySymbol property) => property switch
    {
        { IsIndexer: true } => "is an indexer",
        { Type.TypeKind: TypeKind.Error } => null,
        _ when !Vocabulary.IsActivations(property.Type) => $"is of type {property.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}",
        { IsStatic: true } => "is static",
        { SetMethod: not null } => "can be set",
        { ReturnsByRef: true } or { ReturnsByRefReadonly: true } => "is a reference",
        { IsPartialDefinition: false } => "is not partial",
        _ when HasBody(property) => "has a body of its own",
        _ => null,
    };

    /// <summary>The words of the generated part: the language wants the same modifiers on both.</summary>
    public static string Header(IPropertySymbol property, CancellationToken cancellation) => Syntax(property, cancellation) is { } syntax
        ? string.Join(" ", syntax.Modifiers.Select(modifier => modifier.ValueText))
        : "";

    /// <summary>The generated part of a partial property that is no tensor; null where it needs none.</summary>
    public static PropertyStub? Stub(IPropertySymbol property, CancellationToken cancellation)
    {
        if (!property.IsPartialDefinition || property.IsIndexer || HasBody(property) || Syntax(property, cancellation) is not { AccessorList: { } accessors })
            return null;
        var type = property.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier));
        var reference = property.ReturnsByRefReadonly ? "ref readonly " : property.ReturnsByRef ? "ref " : "";
        return new PropertyStub(
            $"{Header(property, cancellation)} {reference}{type} {NetworkReader.Escape(property.Name)}",
            new EquatableArray<string>(accessors.Accessors.Select(accessor => string.Join(" ", accessor.Modifiers.Select(modifier => modifier.ValueText).Append(accessor.Keyword.ValueText)))));
    }

    private static bool IsTensor(IPropertySymbol property) =>
        (property.IsPartialDefinition && !property.IsIndexer && Vocabulary.IsActivations(property.Type) && (!HasBody(property) || HasRole(property)))
        || Vocabulary.IsBlockTensor(property.Type)
        || HasRole(property);

    private static bool HasRole(IPropertySymbol property) =>
        property.GetAttributes().Any(attribute => Vocabulary.RoleOf(attribute) is AttributeRole.From or AttributeRole.Output or AttributeRole.Layer);

    /// <summary>True where the user wrote the second part too; the analyzer sees the generated one, which does not count.</summary>
    private static bool HasBody(IPropertySymbol property) => property.PartialImplementationPart is { } body && Clash.Written(body) is not null;

    private static PropertyDeclarationSyntax? Syntax(IPropertySymbol property, CancellationToken cancellation) =>
        property.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellation)).OfType<PropertyDeclarationSyntax>().FirstOrDefault();
}
