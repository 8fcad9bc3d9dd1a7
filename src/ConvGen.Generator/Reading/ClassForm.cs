using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ConvGen.Generator.Declaration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConvGen.Generator.Reading;

/// <summary>What a class must look like so that the rest of it can be generated.</summary>
internal static class ClassForm
{
    public static void Check(INamedTypeSymbol type, ICollection<Problem> problems, CancellationToken cancellation)
    {
        var parts = Parts(type, cancellation);

        // Where only some parts lack the word, the language itself asks for it.
        if (parts.Length == 1 && !IsPartial(parts[0]))
            Report("CVG1001", type.Name);
        if (type.ContainingType is { } outer)
            Report("CVG1002", type.Name, outer.Name);
        if (type.TypeParameters.Length > 0)
            Report("CVG1003", type.Name);

        var form = type switch
        {
            { IsRecord: true } => "a record",
            { IsStatic: true } => "static",
            { IsAbstract: true } => "abstract",
            { IsFileLocal: true } => "local to its file",
            _ when parts.Any(part => part.ParameterList is not null) => "declared with a primary constructor",
            _ => null,
        };
        if (form is not null)
            Report("CVG1004", type.Name, form);
        if (problems.Count > 0)
            return;

        var clashes = Clash.Of(type, cancellation);
        for (var index = 0; index < clashes.Count; index++)
            problems.Add(new Problem("CVG1016", new EquatableArray<string>([type.Name, clashes[index].What, clashes[index].Cure]), Place.Clash(index)));

        void Report(string id, params string[] arguments) => problems.Add(new Problem(id, new EquatableArray<string>(arguments), Place.Class));
    }

    public static bool IsPartial(INamedTypeSymbol type, CancellationToken cancellation) => Parts(type, cancellation).All(IsPartial);

    /// <summary>The words before the name in the generated part; the language wants the same accessibility on every part.</summary>
    public static string Header(INamedTypeSymbol type)
    {
        var accessibility = type.DeclaredAccessibility == Accessibility.Public ? "public" : "internal";
        return type.IsSealed ? accessibility + " sealed partial class" : accessibility + " partial class";
    }

    private static bool IsPartial(TypeDeclarationSyntax part) => part.Modifiers.Any(SyntaxKind.PartialKeyword);

    private static TypeDeclarationSyntax[] Parts(INamedTypeSymbol type, CancellationToken cancellation) =>
        [.. type.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellation)).OfType<TypeDeclarationSyntax>()];
}
