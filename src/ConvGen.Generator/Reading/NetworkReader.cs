using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using ConvGen.Generator.Declaration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConvGen.Generator.Reading;

/// <summary>A class symbol → what its attributes declare. The only place where the language's symbols become ConvGen's records.</summary>
internal static class NetworkReader
{
    public static bool IsNetwork(INamedTypeSymbol type) => type.GetAttributes().Any(attribute => Vocabulary.RoleOf(attribute) == AttributeRole.Network);

    /// <summary>Reads a class that carries <c>[Network]</c>; null where the language does not allow the attribute there and says so.</summary>
    public static ReadNetwork? Read(INamedTypeSymbol type, CancellationToken cancellation) => Read(type, new BlockReader(type.ContainingAssembly), cancellation);

    /// <summary>The same; <paramref name="blocks"/> knows blocks that other classes use too.</summary>
    public static ReadNetwork? Read(INamedTypeSymbol type, BlockReader blocks, CancellationToken cancellation)
    {
        if (type.TypeKind != TypeKind.Class)
            return null;

        var problems = new List<Problem>();
        ClassForm.Check(type, problems, cancellation);
        var isExtensible = problems.Count == 0 && ClassForm.IsPartial(type, cancellation);

        var reader = new AttributeReader(type, isInBlock: false, cancellation);
        var attributes = type.GetAttributes();
        var inputs = new List<LayerDeclaration>();
        var layers = new List<LayerDeclaration>();
        var losses = new List<LayerDeclaration>();
        var allowWinograd = true;
        for (var index = 0; index < attributes.Length; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            var place = new Place(-1, index);
            switch (Vocabulary.RoleOf(attributes[index]))
            {
                case AttributeRole.Network:
                    allowWinograd = reader.Read(attributes[index], place).Flag("AllowWinograd", true);
                    break;
                case AttributeRole.Input:
                    inputs.Add(reader.Read(attributes[index], place));
                    break;
                case AttributeRole.Layer or AttributeRole.Unresolved:
                    layers.Add(reader.Read(attributes[index], place));
                    break;
                case AttributeRole.Loss:
                    losses.Add(reader.Read(attributes[index], place));
                    break;
            }
        }

        var properties = TensorReader.Of(type);
        var tensors = new List<TensorDeclaration>();
        var stubs = new List<PropertyStub>();
        for (var index = 0; index < properties.Count; index++)
        {
            var fault = TensorReader.Fault(properties[index]);
            if (fault is not null)
                problems.Add(new Problem("CVG1019", new EquatableArray<string>([properties[index].Name, fault]), Place.Tensor(index)));
            if (fault is not null && TensorReader.Stub(properties[index], cancellation) is { } stub)
                stubs.Add(stub);
            tensors.Add(TensorReader.Read(properties[index], index, fault is null ? TensorReader.Header(properties[index], cancellation) : "", reader));
        }

        var declaration = new NetworkDeclaration(
            type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() : "",
            Escape(type.Name),
            ClassForm.Header(type),
            new EquatableArray<LayerDeclaration>(inputs),
            new EquatableArray<LayerDeclaration>(layers),
            new EquatableArray<TensorDeclaration>(tensors),
            new EquatableArray<LayerDeclaration>(losses),
            blocks.UsedBy(type, cancellation),
            allowWinograd,
            new EquatableArray<PropertyStub>(stubs));
        var isReadable = !ReportSpread(type, attributes, problems, cancellation) && !ReportSpread(type, properties, problems, cancellation) && !ReportBoth(declaration, problems);
        return new ReadNetwork(declaration, new EquatableArray<Problem>(problems), isReadable, isExtensible);
    }

    /// <summary>A class without <c>[Network]</c>: its first attribute that only a network can carry.</summary>
    public static Problem? ReadOther(INamedTypeSymbol type)
    {
        // Members without a class around them stand in a class of the compiler's, which has told the user already.
        if (type.IsImplicitlyDeclared || Vocabulary.IsBlock(type))
            return null;

        // One that is not found may have been meant as [Network].
        var attributes = type.GetAttributes();
        if (attributes.Any(attribute => Vocabulary.RoleOf(attribute) == AttributeRole.Unresolved))
            return null;
        if (Find(attributes, -1) is { } onClass)
            return onClass;

        var properties = TensorReader.Of(type);
        for (var index = 0; index < properties.Count; index++)
            if (Find(properties[index].GetAttributes(), index) is { } onProperty)
                return onProperty;
        return null;

        Problem? Find(IReadOnlyList<AttributeData> found, int property)
        {
            for (var index = 0; index < found.Count; index++)
                if (BelongsToNetwork(found[index]))
                    return new Problem("CVG1012", new EquatableArray<string>([Vocabulary.KindOf(found[index].AttributeClass!), type.Name]), new Place(property, index));
            return null;
        }
    }

    private static bool BelongsToNetwork(AttributeData attribute) => Vocabulary.RoleOf(attribute) is AttributeRole.Input or AttributeRole.Layer or AttributeRole.Loss or AttributeRole.From or AttributeRole.Output;

    /// <summary>A name as it stands in code.</summary>
    public static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    /// <summary>Two declarations of one class have no order between them.</summary>
    private static bool ReportSpread(INamedTypeSymbol type, IReadOnlyList<AttributeData> attributes, List<Problem> problems, CancellationToken cancellation)
    {
        SyntaxNode? first = null;
        for (var index = 0; index < attributes.Count; index++)
        {
            if (!BelongsToNetwork(attributes[index]) || attributes[index].ApplicationSyntaxReference?.GetSyntax(cancellation) is not { } syntax)
                continue;
            var declaration = syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>();
            first ??= declaration;
            if (declaration != first)
                return Spread(type, "layers", first!, declaration!, new Place(-1, index), problems);
        }

        return false;
    }

    private static bool ReportSpread(INamedTypeSymbol type, IReadOnlyList<IPropertySymbol> tensors, List<Problem> problems, CancellationToken cancellation)
    {
        SyntaxNode? first = null;
        for (var index = 0; index < tensors.Count; index++)
        {
            var declaration = tensors[index].DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation).FirstAncestorOrSelf<TypeDeclarationSyntax>();
            first ??= declaration;
            if (declaration != first)
                return Spread(type, "tensors", first!, declaration!, Place.Tensor(index), problems);
        }

        return false;
    }

    private static bool Spread(INamedTypeSymbol type, string what, SyntaxNode first, SyntaxNode second, Place place, List<Problem> problems)
    {
        // File names without folders: the model must be the same on every machine.
        var (one, other) = (Path.GetFileName(first.SyntaxTree.FilePath), Path.GetFileName(second.SyntaxTree.FilePath));
        var where = one == other ? $"both in {one}" : $"in {one} and {other}";
        problems.Add(new Problem("CVG1009", new EquatableArray<string>([type.Name, where, what]), place));
        return true;
    }

    private static bool ReportBoth(NetworkDeclaration declaration, List<Problem> problems)
    {
        if (declaration.Tensors.Count == 0 || declaration.Layers.FirstOrDefault(layer => layer.Kind != LayerDeclaration.Unresolved) is not { } first)
            return false;
        problems.Add(new Problem("CVG1015", new EquatableArray<string>([first.Kind, declaration.Name, declaration.Tensors[0].PlainName]), first.Place));
        return true;
    }
}
