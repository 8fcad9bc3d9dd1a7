using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ConvGen.Generator.Declaration;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Reading;
using Microsoft.CodeAnalysis;

namespace ConvGen.Generator.Diagnostics;

/// <summary>Everything ConvGen has to say about a type, at raw locations: for the analyzer, and for the generator in a build without analyzers.</summary>
internal static class NetworkDiagnostics
{
    /// <param name="type">The type.</param>
    /// <param name="compilation">Where it stands.</param>
    /// <param name="blocks">Reads the blocks of that compilation.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static IEnumerable<Diagnostic> Of(INamedTypeSymbol type, Compilation compilation, BlockReader blocks, CancellationToken cancellation) =>
        Problems(type, compilation, blocks, cancellation).Select(problem => Rules.Describe(problem, ProblemLocator.Locate(type, problem, cancellation), ProblemLocator.Inside(type, problem, compilation, cancellation)));

    /// <summary>The same for every type in the source of <paramref name="compilation"/>.</summary>
    public static IEnumerable<Diagnostic> Of(Compilation compilation, CancellationToken cancellation)
    {
        var blocks = new BlockReader(compilation.Assembly);
        return Types(compilation.Assembly.GlobalNamespace).SelectMany(type => Of(type, compilation, blocks, cancellation));
    }

    private static List<Problem> Problems(INamedTypeSymbol type, Compilation compilation, BlockReader blocks, CancellationToken cancellation)
    {
        if (Vocabulary.IsBlock(type) && !NetworkReader.IsNetwork(type))
            return BlockProblems(type, blocks, cancellation);
        if (!NetworkReader.IsNetwork(type))
            return NetworkReader.ReadOther(type) is { } misplaced ? [misplaced] : [];
        if (NetworkReader.Read(type, blocks, cancellation) is not { } network)
            return [];

        var problems = new List<Problem>(network.Problems);
        if (network.IsReadable)
            FrontEnd.Build(network.Declaration, problems);
        if (ProjectReader.Check(ProjectReader.Read(compilation), type.Name) is { } lacking && IsFirst(type, compilation))
            problems.Add(lacking);
        return problems;
    }

    private static List<Problem> BlockProblems(INamedTypeSymbol type, BlockReader blocks, CancellationToken cancellation)
    {
        if (type.IsAbstract)
            return [];
        var block = blocks.Read(type, cancellation);
        var inside = blocks.UsedBy(type, cancellation).Where(other => other.Kind != block.Kind);
        return [.. BlockCheck.Run(block, new BlockLibrary(inside.Prepend(block)))];
    }

    /// <summary>What the project lacks is one mistake, however many networks it has: the first in ordinal order says it.</summary>
    private static bool IsFirst(INamedTypeSymbol type, Compilation compilation)
    {
        var first = Types(compilation.Assembly.GlobalNamespace)
            .Where(other => other.TypeKind == TypeKind.Class && NetworkReader.IsNetwork(other))
            .OrderBy(other => other.ToDisplayString(), StringComparer.Ordinal)
            .FirstOrDefault();
        return SymbolEqualityComparer.Default.Equals(first, type);
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol owner) => owner.GetMembers()
        .SelectMany(member => member switch
        {
            INamedTypeSymbol type => Types(type).Prepend(type),
            INamespaceSymbol space => Types(space),
            _ => [],
        });
}
