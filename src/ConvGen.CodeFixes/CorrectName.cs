using System.Composition;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConvGen.CodeFixes;

/// <summary>CVG1017, a name that no tensor has: writes the nearest one, as <c>nameof</c> where it is a property.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CorrectTensorName)), Shared]
public sealed class CorrectTensorName() : CorrectName("CVG1017");

/// <summary>CVG1024, a loss for an output that does not exist: writes the nearest one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CorrectOutputName)), Shared]
public sealed class CorrectOutputName() : CorrectName("CVG1024");

/// <summary>A misspelt name in an attribute's argument, and the one the diagnostic suggests.</summary>
/// <param name="rule">The rule's id.</param>
public abstract class CorrectName(string rule) : AttributeFix(rule)
{
    /// <inheritdoc/>
    protected override string? Title(AttributeSyntax attribute, Diagnostic diagnostic) =>
        diagnostic.Properties.TryGetValue("Suggestion", out var name) && Misspelt(attribute, diagnostic) is not null ? $"Change to '{name}'" : null;

    /// <inheritdoc/>
    protected override SyntaxNode Fix(SyntaxNode root, AttributeSyntax attribute, Diagnostic diagnostic)
    {
        var (name, misspelt) = (diagnostic.Properties["Suggestion"]!, Misspelt(attribute, diagnostic)!);
        var isProperty = attribute.FirstAncestorOrSelf<TypeDeclarationSyntax>()!.Members.OfType<PropertyDeclarationSyntax>().Any(property => property.Identifier.ValueText == name);
        var text = isProperty ? $"nameof({name})" : SymbolDisplay.FormatLiteral(name, quote: true);
        return root.ReplaceNode(misspelt, SyntaxFactory.ParseExpression(text).WithTriviaFrom(misspelt));
    }

    /// <summary>The string at the diagnostic's place.</summary>
    private static LiteralExpressionSyntax? Misspelt(AttributeSyntax attribute, Diagnostic diagnostic) =>
        attribute.DescendantNodes().OfType<LiteralExpressionSyntax>().FirstOrDefault(literal => literal.IsKind(SyntaxKind.StringLiteralExpression) && diagnostic.Location.SourceSpan.Contains(literal.Span));
}
