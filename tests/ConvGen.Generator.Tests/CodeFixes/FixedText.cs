using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;

namespace ConvGen.Tests.CodeFixes;

/// <summary>Applies a code fix as an editor does: diagnostics of the analyzer and the compiler, the first cure offered, the new text.</summary>
internal static class FixedText
{
    /// <summary>What the cure is called and what the file reads after it; null where none is offered.</summary>
    /// <param name="cure">The provider.</param>
    /// <param name="rule">The diagnostic to cure; the first of that id.</param>
    /// <param name="source">The file.</param>
    public static (string Title, string Text)? Of(CodeFixProvider cure, string rule, string source)
    {
        Assert.Contains(rule, cure.FixableDiagnosticIds);
        var project = new Project(source);
        using var workspace = new AdhocWorkspace();
        var document = workspace.AddProject(ProjectInfo.Create(
                ProjectId.CreateNewId(), VersionStamp.Default, "User", "User", LanguageNames.CSharp,
                compilationOptions: project.Compilation.Options, parseOptions: project.Options, metadataReferences: project.Compilation.References))
            .AddDocument("Usings.cs", project.Compilation.SyntaxTrees.First().ToString()).Project
            .AddDocument("File0.cs", source);
        var compilation = document.Project.GetCompilationAsync().GetAwaiter().GetResult()!;
        var tree = document.GetSyntaxTreeAsync().GetAwaiter().GetResult()!;
        var diagnostic = Project.Analyze(compilation).Concat(compilation.GetDiagnostics()).FirstOrDefault(found => found.Id == rule && found.Location.SourceTree == tree);
        Assert.True(diagnostic is not null, $"{rule} is not reported on\n{source}");

        var actions = new List<CodeAction>();
        cure.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None)).GetAwaiter().GetResult();
        if (actions.Count == 0)
            return null;
        var operation = Assert.Single(actions[0].GetOperationsAsync(CancellationToken.None).GetAwaiter().GetResult().OfType<ApplyChangesOperation>());
        var text = operation.ChangedSolution.GetDocument(document.Id)!.GetTextAsync().GetAwaiter().GetResult();
        return (actions[0].Title, text.ToString());
    }

    /// <summary>Holds that the cure makes <paramref name="after"/> of <paramref name="before"/> and that nothing is wrong any more.</summary>
    public static void Check(CodeFixProvider cure, string rule, string before, string after)
    {
        var mended = Of(cure, rule, before);
        Assert.NotNull(mended);
        Assert.Equal(after, mended.Value.Text);
        var project = new Project(after);
        Assert.Empty(project.Analyze().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        Assert.Empty(project.CompilerErrors());
    }
}
