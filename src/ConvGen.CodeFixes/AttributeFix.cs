using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConvGen.CodeFixes;

/// <summary>A cure for one rule that changes the text around the attribute at fault.</summary>
/// <param name="rule">The rule's id.</param>
public abstract class AttributeFix(string rule) : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = [rule];

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root)
            return;
        foreach (var diagnostic in context.Diagnostics)
        {
            // A mistake inside a block shows at the block's use, where its cure is not.
            if (diagnostic.AdditionalLocations.Count > 0)
                continue;
            if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<AttributeSyntax>() is not { } attribute)
                continue;
            if (Title(attribute, diagnostic) is { } title)
                context.RegisterCodeFix(
                    CodeAction.Create(title, cancellation => Apply(context.Document, root, attribute, diagnostic, cancellation), equivalenceKey: rule), diagnostic);
        }
    }

    /// <summary>What the editor offers, or null where there is no evident cure.</summary>
    protected abstract string? Title(AttributeSyntax attribute, Diagnostic diagnostic);

    /// <summary>The document's root with the cure applied.</summary>
    protected abstract SyntaxNode Fix(SyntaxNode root, AttributeSyntax attribute, Diagnostic diagnostic);

    private Task<Document> Apply(Document document, SyntaxNode root, AttributeSyntax attribute, Diagnostic diagnostic, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(document.WithSyntaxRoot(Fix(root, attribute, diagnostic)));
    }
}
