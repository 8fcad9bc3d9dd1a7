using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConvGen.Tests.KernelRules;

/// <summary>How emitted code spells vectors: <c>T</c> is an instruction set, <c>V</c> its vector.</summary>
internal static class VectorCode
{
    public const string Set = "T";
    public const string Vector = "V";

    private static readonly HashSet<string> _scalarResults = ["Sum", "MaxAcross", "ToScalar", "Store", "StoreFirst", "StoreStreaming", "StoreTransposed", "Fetch"];

    /// <summary>The operation's name where <paramref name="node"/> is <c>T.Name</c>, but for the number <c>T.Width</c>; else null.</summary>
    public static string? Operation(SyntaxNode node) =>
        node is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: Set }, Name.Identifier.Text: not "Width" } access ? access.Name.Identifier.Text : null;

    /// <summary>The operation that <paramref name="node"/> calls; null where it calls none.</summary>
    public static string? Called(SyntaxNode node) => node is InvocationExpressionSyntax call ? Operation(call.Expression) : null;

    /// <summary>True where the operation gives a vector.</summary>
    public static bool GivesVector(string operation) => !_scalarResults.Contains(operation);

    public static bool IsStore(string? operation) => operation is "Store" or "StoreFirst" or "StoreStreaming" or "StoreTransposed";

    /// <summary>Locals that hold vectors, by name; the same name in two blocks is the same to a liveness count, for either is declared before it is used.</summary>
    public static HashSet<string> Locals(MethodDeclarationSyntax method)
    {
        var names = new HashSet<string>();
        foreach (var declaration in method.DescendantNodes().OfType<VariableDeclarationSyntax>())
            foreach (var variable in declaration.Variables)
            {
                var isVector = declaration.Type.ToString() is Vector
                    || (declaration.Type.IsVar && variable.Initializer?.Value is { } value && IsVector(value, names));
                if (isVector)
                    names.Add(variable.Identifier.Text);
            }

        return names;
    }

    public static bool IsVector(ExpressionSyntax expression, HashSet<string> locals) => expression switch
    {
        ParenthesizedExpressionSyntax inner => IsVector(inner.Expression, locals),
        IdentifierNameSyntax name => locals.Contains(name.Identifier.Text),
        InvocationExpressionSyntax call => Called(call) is { } operation && GivesVector(operation),
        _ => Operation(expression) is not null,
    };
}
