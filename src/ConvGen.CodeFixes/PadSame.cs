using System.Composition;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConvGen.CodeFixes;

/// <summary>CVG2003, a window that does not fit: says <c>Padding = Padding.Same</c>, in place of any padding by numbers.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PadSame)), Shared]
public sealed class PadSame() : AttributeFix("CVG2003")
{
    /// <inheritdoc/>
    protected override string? Title(AttributeSyntax attribute, Diagnostic diagnostic) => "Use Padding = Padding.Same";

    /// <inheritdoc/>
    protected override SyntaxNode Fix(SyntaxNode root, AttributeSyntax attribute, Diagnostic diagnostic)
    {
        var same = AttributeText.Parse("A(Padding = Padding.Same)").ArgumentList!.Arguments[0];
        var arguments = attribute.ArgumentList?.Arguments ?? default;
        var padding = arguments.FirstOrDefault(argument => Name(argument) == "Padding");
        var others = arguments.Where(argument => Name(argument) is not ("Padding" or "Pad" or "PadTop" or "PadBottom" or "PadLeft" or "PadRight")).ToList();

        // In the place of the padding that was there, else behind everything.
        var position = padding is null ? others.Count : arguments.Take(arguments.IndexOf(padding)).Count(others.Contains);
        others.Insert(position, same);
        var commas = Enumerable.Repeat(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space), others.Count - 1);
        var list = SyntaxFactory.SeparatedList(others.Select(argument => argument.WithoutTrivia()), commas);
        return root.ReplaceNode(attribute, attribute.WithArgumentList((attribute.ArgumentList ?? SyntaxFactory.AttributeArgumentList()).WithArguments(list)));
    }

    private static string? Name(AttributeArgumentSyntax argument) => argument.NameEquals?.Name.Identifier.ValueText;
}
