using System.Composition;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConvGen.CodeFixes;

/// <summary>CVG2011, operands of different shapes: puts the 1×1 convolution that the message speaks of behind the layers of the tensor it names.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ProjectShortcut)), Shared]
public sealed class ProjectShortcut() : AttributeFix("CVG2011")
{
    /// <inheritdoc/>
    protected override string? Title(AttributeSyntax attribute, Diagnostic diagnostic) =>
        diagnostic.Properties.TryGetValue("Suggestion", out var layer) && Property(attribute, diagnostic) is { } property ? $"Add [{layer}] to '{property.Identifier.ValueText}'" : null;

    /// <inheritdoc/>
    protected override SyntaxNode Fix(SyntaxNode root, AttributeSyntax attribute, Diagnostic diagnostic)
    {
        var last = Property(attribute, diagnostic)!.AttributeLists.Last();
        return root.InsertNodesAfter(last, [AttributeText.Below(root, last, diagnostic.Properties["Suggestion"]!)]);
    }

    /// <summary>The property that names the tensor, in the part of the class where the mistake shows.</summary>
    private static PropertyDeclarationSyntax? Property(AttributeSyntax attribute, Diagnostic diagnostic) =>
        diagnostic.Properties.TryGetValue("Tensor", out var name)
            ? attribute.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Members.OfType<PropertyDeclarationSyntax>().FirstOrDefault(property => property.Identifier.ValueText == name && property.AttributeLists.Count > 0)
            : null;
}
