using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConvGen.CodeFixes;

/// <summary>
/// CS0246, an attribute that does not exist, on a class of layers or on a property in one: writes the layer whose name is nearest
/// (<c>Conv2d</c> → <c>Conv2D</c>, <c>MaxPool2D</c> → <c>MaxPooling2D</c>).
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CorrectSpelling)), Shared]
public sealed class CorrectSpelling : CodeFixProvider
{
    private const string Suffix = "Attribute";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CS0246"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
            return;
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<AttributeSyntax>() is not { Name: SimpleNameSyntax name } attribute
                || !name.Span.IntersectsWith(diagnostic.Location.SourceSpan) || !StandsAmongLayers(attribute, model))
                continue;
            if (Nearest(name.Identifier.ValueText, Vocabulary(model.Compilation)) is not { } right)
                continue;
            var mended = attribute.WithName(SyntaxFactory.IdentifierName(right).WithTriviaFrom(name));
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Change to [{right}]", _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(attribute, mended))), equivalenceKey: "CS0246 " + right),
                diagnostic);
        }
    }

    private static bool StandsAmongLayers(AttributeSyntax attribute, SemanticModel model)
    {
        if (attribute.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } syntax || model.GetDeclaredSymbol(syntax) is not { } type)
            return false;
        return type.GetAttributes().Any(other => other.AttributeClass is { ContainingNamespace.Name: "ConvGen", Name: "NetworkAttribute" }) || IsOurs(type);
    }

    /// <summary>Every attribute a network may carry: ConvGen's, and the user's own blocks.</summary>
    private static IEnumerable<string> Vocabulary(Compilation compilation)
    {
        var pending = new Stack<INamespaceOrTypeSymbol>([compilation.GlobalNamespace]);
        while (pending.Count > 0)
        {
            var current = pending.Pop();
            if (current is INamedTypeSymbol { IsAbstract: false } type && type.Name.EndsWith(Suffix, StringComparison.Ordinal) && IsOurs(type))
                yield return type.Name.Substring(0, type.Name.Length - Suffix.Length);

            // The framework's namespaces hold thousands of types and none of these.
            if (current is INamespaceSymbol space)
                foreach (var member in space.GetMembers().Where(member => !(space.IsGlobalNamespace && member.Name is "System" or "Microsoft")))
                    pending.Push(member);
        }
    }

    private static bool IsOurs(INamedTypeSymbol type)
    {
        if (type is { ContainingNamespace: { Name: "ConvGen", ContainingNamespace.IsGlobalNamespace: true }, ContainingAssembly.Name: "ConvGen.Attributes" })
            return true;
        for (var parent = type.BaseType; parent is not null; parent = parent.BaseType)
            if (parent is { Name: "LayerAttribute" or "LossAttribute", ContainingNamespace.Name: "ConvGen" })
                return true;
        return false;
    }

    /// <summary>The one word that is clearly meant: differs in case alone, or in fewer letters than a third of it and fewer than any other.</summary>
    private static string? Nearest(string written, IEnumerable<string> words)
    {
        var ranked = words.Distinct().Select(word => (Word: word, Distance: Distance(written.ToUpperInvariant(), word.ToUpperInvariant())))
            .OrderBy(pair => pair.Distance).ThenBy(pair => pair.Word, StringComparer.Ordinal).Take(2).ToArray();
        if (ranked.Length == 0 || ranked[0].Distance * 3 > Math.Max(written.Length, ranked[0].Word.Length))
            return null;
        return ranked.Length > 1 && ranked[1].Distance == ranked[0].Distance ? null : ranked[0].Word;
    }

    /// <summary>Levenshtein's: insertions, deletions and changes of a letter.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var change = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[other.Length];
    }
}
