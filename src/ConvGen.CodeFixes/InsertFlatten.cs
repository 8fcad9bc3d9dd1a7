using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConvGen.CodeFixes;

/// <summary>CVG2008, a dense layer on a map: puts <c>[Flatten]</c> above it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(InsertFlatten)), Shared]
public sealed class InsertFlatten() : AttributeFix("CVG2008")
{
    /// <inheritdoc/>
    protected override string? Title(AttributeSyntax attribute, Diagnostic diagnostic) => "Insert [Flatten]";

    /// <inheritdoc/>
    protected override SyntaxNode Fix(SyntaxNode root, AttributeSyntax attribute, Diagnostic diagnostic) => AttributeText.InsertAbove(root, attribute, "Flatten");
}
