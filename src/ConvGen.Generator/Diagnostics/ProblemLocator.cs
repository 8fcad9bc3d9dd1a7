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

        var attribute = Find(type, problem.Place);
        if (attribute?.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax syntax)
            return NameOf(type, cancellation);

        SyntaxNode? argument = problem.Argument is { } name ? FindArgument(attribute, syntax, name) : null;
        return (argument ?? syntax).GetLocation();
    }

    private static AttributeData? Find(INamedTypeSymbol type, Place place)
    {
        if (place.Attribute < 0)
            return null;
        ISymbol owner = place.Property < 0 ? type : NetworkReader.Properties(type)[place.Property];
        return owner.GetAttributes()[place.Attribute];
    }

    private static AttributeArgumentSyntax? FindArgument(AttributeData attribute, AttributeSyntax syntax, string name)
    {
        if (syntax.ArgumentList is not { } list)
            return null;
        if (list.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name) is { } named)
            return named;

        var parameter = attribute.AttributeConstructor?.Parameters.FirstOrDefault(parameter => AttributeReader.ArgumentName(parameter) == name);
        if (parameter is null)
            return null;
        return list.Arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.ValueText == parameter.Name)
            ?? list.Arguments.Where((argument, index) => index == parameter.Ordinal && argument is { NameEquals: null, NameColon: null }).FirstOrDefault();
    }

    /// <summary>The class's name on the part that says <c>[Network]</c>.</summary>
    private static Location NameOf(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var network = type.GetAttributes().FirstOrDefault(attribute => Vocabulary.RoleOf(attribute) == AttributeRole.Network);
        var part = network?.ApplicationSyntaxReference?.GetSyntax(cancellation).FirstAncestorOrSelf<TypeDeclarationSyntax>();
        return part?.Identifier.GetLocation() ?? type.Locations[0];
    }
}
