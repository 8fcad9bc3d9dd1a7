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
    public static ReadNetwork? Read(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (type.TypeKind != TypeKind.Class)
            return null;

        var problems = new List<Problem>();
        ClassForm.Check(type, problems, cancellation);
        var isExtensible = problems.Count == 0 && ClassForm.IsPartial(type, cancellation);

        var attributes = type.GetAttributes();
        LayerDeclaration? input = null;
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
                    allowWinograd = AttributeReader.Read(attributes[index], place, cancellation).Flag("AllowWinograd", true);
                    break;
                case AttributeRole.Input when input is not null:
                    problems.Add(new Problem("CVG1006", new EquatableArray<string>([type.Name]), place));
                    break;
                case AttributeRole.Input:
                    input = AttributeReader.Read(attributes[index], place, cancellation);
                    break;
                case AttributeRole.Layer or AttributeRole.Unresolved:
                    layers.Add(AttributeReader.Read(attributes[index], place, cancellation));
                    break;
                case AttributeRole.Loss:
                    losses.Add(AttributeReader.Read(attributes[index], place, cancellation));
                    break;
            }
        }

        var declaration = new NetworkDeclaration(
            type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() : "",
            Escape(type.Name),
            ClassForm.Header(type),
            input is null ? default : new EquatableArray<LayerDeclaration>([input]),
            new EquatableArray<LayerDeclaration>(layers),
            default,
            new EquatableArray<LayerDeclaration>(losses),
            default,
            allowWinograd);
        var isReadable = !ReportSpread(type, attributes, problems, cancellation) & !ReportProperties(type, problems);
        return new ReadNetwork(declaration, new EquatableArray<Problem>(problems), isReadable, isExtensible);
    }

    /// <summary>A class without <c>[Network]</c>: its first attribute that only a network can carry.</summary>
    public static Problem? ReadOther(INamedTypeSymbol type)
    {
        // One that is not found may have been meant as [Network].
        var attributes = type.GetAttributes();
        if (attributes.Any(attribute => Vocabulary.RoleOf(attribute) == AttributeRole.Unresolved))
            return null;
        if (Find(attributes, -1) is { } onClass)
            return onClass;

        var properties = Properties(type);
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

    /// <summary>Properties in written order; <see cref="Place.Property"/> counts them.</summary>
    public static IReadOnlyList<IPropertySymbol> Properties(INamedTypeSymbol type) => type.GetMembers().OfType<IPropertySymbol>().ToArray();

    private static bool BelongsToNetwork(AttributeData attribute) => Vocabulary.RoleOf(attribute) is AttributeRole.Input or AttributeRole.Layer or AttributeRole.Loss;

    private static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

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
            if (declaration == first)
                continue;

            // File names without folders: the model must be the same on every machine.
            var (one, other) = (Path.GetFileName(first!.SyntaxTree.FilePath), Path.GetFileName(declaration!.SyntaxTree.FilePath));
            var files = one == other ? $"both in {one}" : $"in {one} and {other}";
            problems.Add(new Problem("CVG1009", new EquatableArray<string>([type.Name, files]), new Place(-1, index)));
            return true;
        }

        return false;
    }

    private static bool ReportProperties(INamedTypeSymbol type, List<Problem> problems)
    {
        var properties = Properties(type);
        for (var index = 0; index < properties.Count; index++)
        {
            var attributes = properties[index].GetAttributes();
            for (var at = 0; at < attributes.Length; at++)
            {
                if (!BelongsToNetwork(attributes[at]))
                    continue;
                problems.Add(new Problem("CVG1015", new EquatableArray<string>([properties[index].Name, type.Name]), new Place(index, at)));
                return true;
            }
        }

        return false;
    }
}
