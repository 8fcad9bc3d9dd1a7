using System;
using System.Linq;
using ConvGen.Generator.Declaration;
using Microsoft.CodeAnalysis;

namespace ConvGen.Generator;

/// <summary>
/// Names of generated files: namespace and class. The compiler takes two that differ in case only for one, so such networks, if a project
/// has any, are numbered.
/// </summary>
internal static class FileNames
{
    /// <summary>The full names that differ from another in case only, in ordinal order; nearly always none, so that files do not depend on other networks.</summary>
    public static IncrementalValueProvider<EquatableArray<string>> Clashes(IncrementalValuesProvider<CheckedNetwork> networks) => networks
        .Select((network, _) => FullName(network))
        .Collect()
        .Select((names, _) => new EquatableArray<string>(names
            .GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1)
            .SelectMany(group => group)
            .OrderBy(name => name, StringComparer.Ordinal)));

    /// <summary>The start of a network's file names.</summary>
    public static string Of(CheckedNetwork network, EquatableArray<string> clashes)
    {
        var name = FullName(network);
        var twins = clashes.Where(other => string.Equals(other, name, StringComparison.OrdinalIgnoreCase)).ToList();
        return twins.Count == 0 ? name : FormattableString.Invariant($"{name}-{twins.IndexOf(name) + 1}");
    }

    private static string FullName(CheckedNetwork network)
    {
        var (space, name) = (network.Declaration.Namespace, network.Declaration.Name);
        return (space.Length > 0 ? $"{space}.{name}" : name).Replace("@", "");
    }
}
