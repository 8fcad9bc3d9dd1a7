using System.Composition;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConvGen.CodeFixes;

/// <summary>CVG1033, an expression in a block that speaks of no parameter: writes the nearest one, as <c>nameof</c> where the expression is that name alone.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CorrectParameter)), Shared]
public sealed class CorrectParameter() : AttributeFix("CVG1033")
{
    /// <inheritdoc/>
    protected override string? Title(AttributeSyntax attribute, Diagnostic diagnostic) =>
        diagnostic.Properties.TryGetValue("Suggestion", out var name) && Expression(attribute, diagnostic) is not null ? $"Change to '{name}'" : null;

    /// <inheritdoc/>
    protected override SyntaxNode Fix(SyntaxNode root, AttributeSyntax attribute, Diagnostic diagnostic)
    {
        var (name, expression) = (diagnostic.Properties["Suggestion"]!, Expression(attribute, diagnostic)!);
        var isAlone = Misspelt(diagnostic).Match(expression.Token.ValueText).Length == expression.Token.ValueText.Length;
        var text = isAlone && IsProperty(attribute, name)
            ? $"nameof({name})"
            : Misspelt(diagnostic).Replace(expression.Token.Text, found => char.IsLower(found.Value[0]) ? char.ToLowerInvariant(name[0]) + name.Substring(1) : name);
        return root.ReplaceNode(expression, SyntaxFactory.ParseExpression(text).WithTriviaFrom(expression));
    }

    /// <summary>The string at the diagnostic's place in which the name stands.</summary>
    private static LiteralExpressionSyntax? Expression(AttributeSyntax attribute, Diagnostic diagnostic) =>
        attribute.DescendantNodes().OfType<LiteralExpressionSyntax>().FirstOrDefault(literal =>
            literal.IsKind(SyntaxKind.StringLiteralExpression) && diagnostic.Location.SourceSpan.Contains(literal.Span) && Misspelt(diagnostic).IsMatch(literal.Token.Text));

    /// <summary>The name as a word of its own, its first letter in either case; not the end of <c>Input.Height</c>.</summary>
    private static Regex Misspelt(Diagnostic diagnostic)
    {
        var name = diagnostic.Properties["Misspelt"]!;
        return new Regex($@"(?<![\w.])[{char.ToUpperInvariant(name[0])}{char.ToLowerInvariant(name[0])}]{Regex.Escape(name.Substring(1))}(?!\w)", RegexOptions.CultureInvariant);
    }

    private static bool IsProperty(AttributeSyntax attribute, string name) =>
        attribute.FirstAncestorOrSelf<TypeDeclarationSyntax>()!.Members.OfType<PropertyDeclarationSyntax>().Any(property => property.Identifier.ValueText == name);
}
