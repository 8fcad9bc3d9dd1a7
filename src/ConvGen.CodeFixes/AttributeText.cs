using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConvGen.CodeFixes;

/// <summary>Attributes as they are written: new ones stand as their neighbours do, each on a line of its own or side by side.</summary>
internal static class AttributeText
{
    /// <summary>The attribute written as <paramref name="text"/>, without brackets.</summary>
    public static AttributeSyntax Parse(string text) => List(text).Attributes[0];

    /// <summary>Puts an attribute in front of <paramref name="next"/>.</summary>
    public static SyntaxNode InsertAbove(SyntaxNode root, AttributeSyntax next, string text)
    {
        var list = (AttributeListSyntax)next.Parent!;
        if (list.Attributes.IndexOf(next) > 0)
            return root.ReplaceNode(list, list.WithAttributes(list.Attributes.Insert(list.Attributes.IndexOf(next), Parse(text).WithTrailingTrivia())));

        // What stands above the list (comments, documentation) stays above; the new line is indented as the old one was.
        var leading = list.GetLeadingTrivia();
        var indentation = SyntaxFactory.TriviaList(leading.Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Reverse());
        var added = List(text).WithLeadingTrivia(leading).WithTrailingTrivia(StartsLine(list) ? EndOfLine(root) : SyntaxFactory.Space);
        return root.ReplaceNode(list, new SyntaxNode[] { added, list.WithLeadingTrivia(StartsLine(list) ? indentation : default) });
    }

    /// <summary>A list behind <paramref name="last"/> that looks like it.</summary>
    public static AttributeListSyntax Below(SyntaxNode root, AttributeListSyntax last, string text)
    {
        var indentation = SyntaxFactory.TriviaList(last.GetLeadingTrivia().Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Reverse());
        var ends = last.GetTrailingTrivia().Any(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        return List(text).WithLeadingTrivia(ends ? indentation : default).WithTrailingTrivia(ends ? EndOfLine(root) : SyntaxFactory.Space);
    }

    /// <summary>Parsed, not built: what the factory builds asks the formatter to rearrange its neighbours.</summary>
    private static AttributeListSyntax List(string text) => ((ClassDeclarationSyntax)SyntaxFactory.ParseCompilationUnit($"[{text}]class C;").Members[0]).AttributeLists[0];

    private static bool StartsLine(AttributeListSyntax list)
    {
        var before = list.GetFirstToken().GetPreviousToken();
        return before.IsKind(SyntaxKind.None) || before.TrailingTrivia.Any(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
    }

    /// <summary>The file's own line ending.</summary>
    private static SyntaxTrivia EndOfLine(SyntaxNode root)
    {
        var first = root.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        return first.IsKind(SyntaxKind.EndOfLineTrivia) ? first : SyntaxFactory.LineFeed;
    }
}
