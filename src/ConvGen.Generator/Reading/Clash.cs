using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConvGen.Generator.Reading;

/// <summary>A member of the user's that stands where the generated part has one.</summary>
/// <param name="What">The member as the message calls it.</param>
/// <param name="Cure">What to do about it.</param>
/// <param name="Location">Its name.</param>
internal sealed record Clash(string What, string Cure, Location Location)
{
    private const string GeneratedFolder = "ConvGen.Generator.NetworkGenerator";

    private const string Images = "global::System.ReadOnlySpan<float>";
    private const string Labels = "global::System.ReadOnlySpan<int>";
    private const string Outputs = "global::System.Span<float>";

    /// <summary>The generated members; methods with their parameters, since the user's overloads beside them are welcome.</summary>
    private static readonly (string Name, string? Parameters)[] Always =
    [
        ("BatchSize", null), ("Description", null), ("Device", null), ("InputGradient", null), ("Parameters", null),
        ("s_convGenDescription", null), ("_convGenCore", null), ("ConvGenDescribe", null), ("ConvGenCompile", null), ("ConvGenProgram", null),
        ("ConvGenCompileGpu", null), ("ConvGenGpuProgram", null),
        ("Predict", $"{Images}, {Outputs}"), ("Forward", $"{Images}, bool"), ("Backward", Images),
        ("TrainStep", $"{Images}, {Labels}"), ("TrainStep", $"{Images}, {Images}"),
        ("TestStep", $"{Images}, {Labels}, {Outputs}"), ("TestStep", $"{Images}, {Images}, {Outputs}"),
        ("SaveWeights", "string"), ("LoadWeights", "string, global::System.Collections.Generic.IReadOnlyList<string>"), ("Dispose", ""),
    ];

    /// <summary>All of a class, in an order that is the same with and without the generated files.</summary>
    public static IReadOnlyList<Clash> Of(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var clashes = new List<Clash>();
        var generated = Generated(type).ToLookup(member => member.Name, member => member.Parameters, StringComparer.Ordinal);
        if (generated.Contains(type.Name) && Written(type) is { } name)
            clashes.Add(new Clash($"a member of that name, '{type.Name}',", "Rename the class", name));

        // The analyzer sees the generated files too; what stands only there is no clash.
        foreach (var member in type.GetMembers())
            if (Written(member) is { } location)
            {
                if (IsOwnConstructor(member, cancellation))
                    clashes.Add(new Clash("its constructor", "Remove it, or let it call the generated one with ': this(options)'", location));
                else if (IsTaken(member, generated))
                    clashes.Add(new Clash($"its member '{member.Name}'", "Rename or remove it", location));
            }

        return clashes;
    }

    /// <summary>Where the user wrote it; null for what stands in generated files only.</summary>
    public static Location? Written(ISymbol symbol) => symbol.IsImplicitlyDeclared ? null : symbol.Locations.FirstOrDefault(location =>
        location.SourceTree is { } tree && Path.GetFileName(Path.GetDirectoryName(tree.FilePath)) != GeneratedFolder);

    /// <summary>A constructor that goes past the generated one leaves the network without its buffers; one that has its parameters is a second one.</summary>
    private static bool IsOwnConstructor(ISymbol member, CancellationToken cancellation) =>
        member is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor
        && constructor.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellation)).OfType<ConstructorDeclarationSyntax>().Any(syntax =>
            syntax.Initializer?.IsKind(SyntaxKind.ThisConstructorInitializer) != true || ParametersOf(constructor) == "global::ConvGen.NetworkOptions");

    /// <summary>What is generated for this class: with several inputs or outputs also the methods that have a span for each.</summary>
    private static (string Name, string? Parameters)[] Generated(INamedTypeSymbol type)
    {
        var inputs = type.GetAttributes().Count(attribute => Vocabulary.RoleOf(attribute) == AttributeRole.Input);
        var outputs = TensorReader.Of(type).Count(property => property.GetAttributes().Any(attribute => Vocabulary.RoleOf(attribute) == AttributeRole.Output));
        if (inputs <= 1 && outputs <= 1)
            return Always;

        var (images, results) = (Repeat(Images, inputs), Repeat(Outputs, outputs));
        return
        [
            .. Always,
            .. inputs > 1 ? [("InputGradients", null)] : Array.Empty<(string, string?)>(),
            ("Predict", $"{images}, {results}"), ("Forward", $"{images}, bool"), ("Backward", Repeat(Images, outputs)),
            ("TrainStep", $"{images}, {Labels}"), ("TrainStep", $"{images}, {Images}"),
            ("TestStep", $"{images}, {Labels}, {results}"), ("TestStep", $"{images}, {Images}, {results}"),
        ];

        static string Repeat(string span, int count) => string.Join(", ", Enumerable.Repeat(span, Math.Max(1, count)));
    }

    private static bool IsTaken(ISymbol member, ILookup<string, string?> generated)
    {
        if (member is not IMethodSymbol method)
            return generated.Contains(member.Name);
        return generated[member.Name].Any(parameters => parameters is null || (method.Arity == 0 && parameters == ParametersOf(method)));
    }

    private static string ParametersOf(IMethodSymbol method) => string.Join(", ", method.Parameters.Select(parameter =>
        (parameter.RefKind == RefKind.None ? "" : "ref ") + parameter.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)));
}
