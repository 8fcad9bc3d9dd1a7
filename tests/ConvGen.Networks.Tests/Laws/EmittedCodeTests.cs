using System.Reflection;
using ConvGen.Tests.Harness;
using ConvGen.Tests.KernelRules;
using ConvGen.Tests.Operators;
using Microsoft.CodeAnalysis;
using Xunit.Abstractions;

namespace ConvGen.Tests.Laws;

/// <summary>
/// The emitted code stays within what the JIT optimises: beyond 60,000 bytes of IL or 512 locals in a method it gives up, and long before that
/// compiling is slow. Read from the compiled assembly of every network of the operator tests.
/// </summary>
public sealed class EmittedCodeTests(ITestOutputHelper output)
{
    private const int MaxMethodBytes = 25_000;
    private const int MaxLocals = 400;

    /// <summary>Blank lines, braces and comments not counted; its passes stand there in two forms.</summary>
    private const int MaxLeNet5Statements = 1_950;

    [Fact]
    public void No_method_is_too_large_for_the_JIT()
    {
        var bodies = Methods().Select(method => (Method: method, Body: method.GetMethodBody())).Where(pair => pair.Body is not null)
            .Select(pair => (Name: $"{pair.Method.DeclaringType}.{pair.Method.Name}", Bytes: pair.Body!.GetILAsByteArray()!.Length, Locals: pair.Body.LocalVariables.Count)).ToList();
        var longest = bodies.MaxBy(body => body.Bytes);
        var widest = bodies.MaxBy(body => body.Locals);
        output.WriteLine($"{bodies.Count} methods; longest {longest}, most locals {widest}");
        Assert.DoesNotContain(bodies, body => body.Bytes > MaxMethodBytes);
        Assert.DoesNotContain(bodies, body => body.Locals > MaxLocals);
    }

    /// <summary>Register tiles hold their sums in registers; a call would spill them all. Operations of an instruction set and fields of the tile's steps become instructions.</summary>
    [Fact]
    public void Register_tiles_call_nothing()
    {
        var tiles = Methods().Where(method => method.Name.StartsWith("Tile", StringComparison.Ordinal)).ToList();
        var calls = tiles.SelectMany(Instructions.Members).Where(member => !BecomesInstructions(member)).Select(member => $"{member.DeclaringType}.{member.Name}").Distinct();
        output.WriteLine($"{tiles.Count} register tiles");
        Assert.NotEmpty(tiles);
        Assert.Empty(calls);
    }

    /// <summary>Registers, loads, calls, attributes: what the generator's tests hold the zoo to.</summary>
    [Fact]
    public void Kernels_of_every_operator_keep_the_rules()
    {
        var generated = OperatorCases.Compiled.Value.Generated;
        Assert.Contains(generated, tree => KernelMethod.Of(tree).Any(method => method.IsTile));
        Assert.Empty(generated.SelectMany(tree => Rules.Check(KernelMethod.Of(tree))));
    }

    [Fact]
    public void Generated_code_compiles_without_a_warning() => Assert.Empty(OperatorCases.Compiled.Value.Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning));

    [Fact]
    public void LeNet5_is_few_enough_lines_to_read()
    {
        var generated = CompiledNetworks.Compile([LossCases.LeNet5]).Generated;
        var lines = generated.SelectMany(tree => tree.GetText().Lines).Select(line => line.ToString().Trim()).ToList();
        var statements = lines.Count(line => line.Length > 0 && line is not ("{" or "}") && !line.StartsWith("//", StringComparison.Ordinal));
        output.WriteLine($"{lines.Count} lines in {generated.Count} files, {statements} of them statements");
        Assert.InRange(statements, 1, MaxLeNet5Statements);
    }

    private static bool BecomesInstructions(MemberInfo member) => member is FieldInfo { IsStatic: false }
        || (member.DeclaringType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ILanes<>));

    private static IEnumerable<MethodBase> Methods() => OperatorCases.Compiled.Value.Assembly.GetTypes()
        .SelectMany(type => type.GetMembers(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .OfType<MethodBase>();
}
