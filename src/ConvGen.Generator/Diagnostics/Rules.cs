using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ConvGen.Generator.Declaration;
using Microsoft.CodeAnalysis;

namespace ConvGen.Generator.Diagnostics;

/// <summary>Every rule by its id. CVG1xxx: the class and its attributes; CVG2xxx: arguments and shapes; CVG3xxx: the project.</summary>
internal static class Rules
{
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        .. new[] { ClassRules.All, GraphRules.All, BlockRules.All, LayerRules.All, NormalizationRules.All, SpatialRules.All, ProjectRules.All }
            .SelectMany(rules => rules).OrderBy(rule => rule.Id, StringComparer.Ordinal),
    ];

    private static readonly ImmutableDictionary<string, DiagnosticDescriptor> ById = All.ToImmutableDictionary(rule => rule.Id, StringComparer.Ordinal);

    /// <summary>The key of <see cref="Diagnostic.Properties"/> under which code fixes find what was probably meant: the name near a misspelt one, or the layer that is missing.</summary>
    public const string Suggestion = "Suggestion";

    /// <summary>The key under which they find the name inside an expression that the suggestion replaces; its first letter is large, whatever was written.</summary>
    public const string Misspelt = "Misspelt";

    /// <summary>The key under which they find the tensor that the missing layer belongs to.</summary>
    public const string Tensor = "Tensor";

    /// <summary>A problem as the compiler and the editor show it.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="location">Where it is.</param>
    /// <param name="inside">The attributes inside blocks that lead to it.</param>
    public static Diagnostic Describe(Problem problem, Location location, IEnumerable<Location> inside) =>
        Diagnostic.Create(ById[problem.Id], location, inside, Properties(problem), [.. problem.Arguments.Select(argument => (object)argument)]);

    private static ImmutableDictionary<string, string?> Properties(Problem problem)
    {
        var properties = ImmutableDictionary<string, string?>.Empty;
        if (problem.Suggestion is not null)
            properties = properties.Add(Suggestion, problem.Suggestion);
        if (problem.Misspelt is not null)
            properties = properties.Add(Misspelt, problem.Misspelt);
        return problem.Tensor is null ? properties : properties.Add(Tensor, problem.Tensor);
    }
}
