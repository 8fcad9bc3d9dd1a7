using System.Collections.Immutable;
using System.Reflection;
using ConvGen.Tests.Oracle;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ConvGen.Tests.Harness;

/// <summary>
/// Networks of the oracle that the real generator and the C# compiler made classes of. One compilation costs a second whatever it holds, so
/// many networks share one.
/// </summary>
internal sealed class CompiledNetworks
{
    private readonly GeneratedAssembly _compiled;
    private readonly Dictionary<Graph, Type> _types = [];

    private CompiledNetworks(GeneratedAssembly compiled) => _compiled = compiled;

    public Assembly Assembly => _compiled.Assembly;

    /// <summary>What the compiler and the generator had to say, errors excepted: those are thrown.</summary>
    public ImmutableArray<Diagnostic> Diagnostics => _compiled.Diagnostics;

    public IReadOnlyList<SyntaxTree> Generated => _compiled.Generated;

    /// <inheritdoc cref="GeneratedAssembly.Compile"/>
    public static CompiledNetworks Compile(IReadOnlyList<Graph> networks, string targets = "cpu")
    {
        var compiled = new CompiledNetworks(GeneratedAssembly.Compile(Declare(networks), targets));
        for (var i = 0; i < networks.Count; i++)
            compiled._types.Add(networks[i], compiled.Assembly.GetType(ClassName(i), throwOnError: true)!);
        return compiled;
    }

    /// <summary>The project that a user would compile: one class a network, no generator run yet.</summary>
    public static CSharpCompilation Declare(IReadOnlyList<Graph> networks) =>
        GeneratedAssembly.Declare("CompiledNetworks", networks.Select((network, i) => ($"{ClassName(i)}.cs", "using ConvGen;\n\n" + network.Declaration(ClassName(i)))).Append(("Blocks.cs", LeftOut.Block)));

    public static string ClassName(int index) => $"Network{index}";

    public INetwork Create(Graph network, NetworkOptions options) =>
        (INetwork)Activator.CreateInstance(_types[network], options)!;
}
