using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using ConvGen.Generator.Declaration;
using ConvGen.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConvGen.Generator.Diagnostics;

/// <summary>A problem's place → where that is in the text now: the attribute, the argument of it that is at fault, or the class's name.</summary>
internal static class ProblemLocator
{
    public static Location Locate(INamedTypeSymbol type, Problem problem, CancellationToken cancellation)
    {
        if (problem.Place.IsClash)
            return Clash.Of(type, cancellation)[problem.Place.Attribute].Location;

        if (problem.Place.IsParameter)
            return BlockParameters.Settable(type)[problem.Place.Attribute].Locations[0];
        if (problem.Place is { Property: >= 0, Attribute: < 0 })
            return Clash.Written(TensorReader.Of(type)[problem.Place.Property]) ?? NameOf(type, cancellation);

        var attribute = Find(type, problem.Place);
        if (attribute?.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax syntax)
            return NameOf(type, cancellation);

        SyntaxNode? argument = problem.Argument is { } name ? FindArgument(attribute, syntax, name) : null;
        return (argument ?? syntax).GetLocation();
    }

    /// <summary>The attributes inside blocks that a problem comes from, outermost first; those in referenced assemblies have no text.</summary>
    public static IEnumerable<Location> Inside(INamedTypeSymbol type, Problem problem, Compilation compilation, CancellationToken cancellation)
    {
        if (problem.Within.Count == 0)
            yield break;
        var blocks = BlockReader.Classes(type);
        foreach (var (kind, place) in problem.Within)
            if (blocks.FirstOrDefault(block => Vocabulary.KindOf(block) == kind) is { } block
                && Find(block, place)?.ApplicationSyntaxReference?.GetSyntax(cancellation) is { } syntax && compilation.ContainsSyntaxTree(syntax.SyntaxTree))
                yield return syntax.GetLocation();
    }

    private static AttributeData? Find(INamedTypeSymbol type, Place place)
    {
        if (place.Attribute < 0)
            return null;
        ISymbol owner = place.Property < 0 ? type : TensorReader.Of(type)[place.Property];
        return owner.GetAttributes()[place.Attribute];
    }

    private static SyntaxNode? FindArgument(AttributeData attribute, AttributeSyntax syntax, string name)
    {
        if (syntax.ArgumentList is not { } list)
            return null;
        if (name.IndexOf('[') is > 0 and var bracket)
            return FindElement(attribute, list, name.Substring(0, bracket), int.Parse(name.Substring(bracket + 1, name.Length - bracket - 2), CultureInfo.InvariantCulture));
        if (list.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name) is { } named)
            return named;

        var parameter = attribute.AttributeConstructor?.Parameters.FirstOrDefault(parameter => AttributeReader.ArgumentName(parameter) == name);
        return parameter is null ? null : Argument(list, parameter, parameter.Ordinal);
    }

    private static AttributeArgumentSyntax? Argument(AttributeArgumentListSyntax list, IParameterSymbol parameter, int position) =>
        list.Arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.ValueText == parameter.Name)
        ?? list.Arguments.Where((argument, index) => index == position && argument is { NameEquals: null, NameColon: null }).FirstOrDefault();

    /// <summary>One of the values of a params array, written one by one or as an array.</summary>
    private static SyntaxNode? FindElement(AttributeData attribute, AttributeArgumentListSyntax list, string name, int element)
    {
        if (attribute.AttributeConstructor?.Parameters.FirstOrDefault(parameter => AttributeReader.ArgumentName(parameter) == name) is not { } parameter)
            return null;
        var array = Argument(list, parameter, parameter.Ordinal)?.Expression switch
        {
            ImplicitArrayCreationExpressionSyntax { Initializer.Expressions: var items } => items.Cast<SyntaxNode>().ToList(),
            ArrayCreationExpressionSyntax { Initializer.Expressions: var items } => items.Cast<SyntaxNode>().ToList(),
            CollectionExpressionSyntax { Elements: var items } => items.Cast<SyntaxNode>().ToList(),
            _ => null,
        };
        return array is null ? Argument(list, parameter, parameter.Ordinal + element) : array.ElementAtOrDefault(element);
    }

    /// <summary>The class's name on the part that says <c>[Network]</c>.</summary>
    private static Location NameOf(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var network = type.GetAttributes().FirstOrDefault(attribute => Vocabulary.RoleOf(attribute) == AttributeRole.Network);
        var part = network?.ApplicationSyntaxReference?.GetSyntax(cancellation).FirstAncestorOrSelf<TypeDeclarationSyntax>();
        return part?.Identifier.GetLocation() ?? type.Locations[0];
    }
}
