using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConvGen.Tests.KernelRules;

/// <summary>The rules that docs/generated-code.md gives printers, over emitted text; <see cref="MethodBody"/> has the rule on sizes.</summary>
internal static class Rules
{
    /// <summary>Vector registers of AVX2, and of AVX-512.</summary>
    private const int Registers = 16, RegistersOfSixteen = 32;

    /// <summary>Calls that leaves other than register tiles may make anywhere: the JIT makes an instruction or a few of them.</summary>
    private static readonly string[] _instructions = ["Math.Min(", "Math.Max(", "MathF.Max(", "MathF.Sqrt("];

    /// <summary>And where no vector is alive: a row is cleared before its sums.</summary>
    private const string Clearing = "new Span<float>(";

    /// <summary>What a kind of method may do against a rule, and why. Register tiles are in no line of it.</summary>
    private static readonly (string Kind, string Rule, string What, string Why)[] _exceptions =
    [
        ("AddFilterGradients", Violation.Form, "stackalloc", "18 or 30 vectors between the two passes of a transform: the method's frame, reserved once, outside its loops"),
        ("TransformFilters", Violation.Form, "stackalloc float[30 * T.Width]", "30 vectors between the two passes over filters of 5×5 taps, which are too many for registers: reserved once, outside its loops"),
        ("RowReduction", Violation.Loads, "T.Load", "the passes over a row of one vector follow each other without a loop: that one vector may stay in its register"),
        ("ColumnReduction", Violation.Registers, "T.Add(total", "of eight terms or more totals beside sums, at an image's end: some wait on the stack, once for each image"),
    ];

    public static IReadOnlyList<Violation> Check(IEnumerable<KernelMethod> methods) => [.. methods.SelectMany(Check)];

    /// <summary>The exceptions that the methods make use of, each by its kind and rule.</summary>
    public static IEnumerable<string> ExceptionsUsed(IEnumerable<KernelMethod> methods) =>
        methods.SelectMany(Found).Select(violation => Exception(violation)).OfType<(string Kind, string Rule)>().Distinct().Select(exception => $"{exception.Kind} {exception.Rule}");

    public static IEnumerable<string> Exceptions => _exceptions.Select(exception => $"{exception.Kind} {exception.Rule}");

    private static IEnumerable<Violation> Check(KernelMethod method) => Found(method).Where(violation => Exception(violation) is null);

    private static (string Kind, string Rule)? Exception(Violation violation) => _exceptions
        .Where(exception => violation.Rule == exception.Rule && violation.Method.StartsWith(exception.Kind, StringComparison.Ordinal) && violation.Detail.StartsWith(exception.What, StringComparison.Ordinal))
        .Select(exception => ((string, string)?)(exception.Kind, exception.Rule)).FirstOrDefault();

    private static IEnumerable<Violation> Found(KernelMethod method) => Form(method).Concat(method.IsLeaf ? Calls(method).Concat(Vectors(method)).Concat(Loads(method)) : []);

    /// <summary>A call spills every vector that is alive.</summary>
    private static IEnumerable<Violation> Calls(KernelMethod method)
    {
        var among = method.Live.CallsAmongVectors;
        return
            from call in method.Syntax.Body!.DescendantNodes().OfType<InvocationExpressionSyntax>()
            where VectorCode.Called(call) is null
            let text = call.ToString()
            where method.IsTile || !IsHarmless(text, among)
            select new Violation(method.Name, Violation.Leaf, text);
    }

    private static bool IsHarmless(string call, HashSet<string> among) =>
        _instructions.Any(instruction => call.StartsWith(instruction, StringComparison.Ordinal)) || (call.StartsWith(Clearing, StringComparison.Ordinal) && !among.Contains(call));

    private static IEnumerable<Violation> Vectors(KernelMethod method)
    {
        var live = method.Live;
        if (live.Most > (method.IsWide ? RegistersOfSixteen : Registers))
            yield return new Violation(method.Name, Violation.Registers, $"{live.Where}: {live.Most} vectors are alive");
    }

    private static IEnumerable<Violation> Loads(KernelMethod method) => RepeatedLoads.In(method.Syntax).Select(load => new Violation(method.Name, Violation.Loads, load));

    private static IEnumerable<Violation> Form(KernelMethod method)
    {
        var body = method.Syntax.Body!.DescendantNodes().ToList();
        if (method.Syntax.Modifiers.All(modifier => !modifier.IsKind(SyntaxKind.StaticKeyword)))
            yield return Broken("not static");
        var attributes = method.Syntax.AttributeLists.SelectMany(list => list.Attributes).ToDictionary(attribute => attribute.Name.ToString(), attribute => attribute.ArgumentList?.ToString() ?? "");
        if (method.IsLeaf && attributes.GetValueOrDefault("MethodImpl") != "(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)")
            yield return Broken("no AggressiveOptimization | NoInlining"); // tiers would run its first dozens of calls ten times slower
        var hasFrame = body.Any(node => node is StackAllocArrayCreationExpressionSyntax or VariableDeclarationSyntax { Type: IdentifierNameSyntax { Identifier.Text: nameof(TileSteps) } });
        if (hasFrame && !attributes.ContainsKey("SkipLocalsInit"))
            yield return Broken("no SkipLocalsInit, so its frame is cleared at each call");
        if (method.IsLeaf)
        {
            foreach (var node in body.Where(IsCostly))
                yield return Broken((node.Ancestors().Any(outer => outer is ForStatementSyntax) ? "in a loop: " : "") + node);
            var arrays = body.OfType<ElementAccessExpressionSyntax>().Where(access => access.Expression is not IdentifierNameSyntax name || !Pointers(method).Contains(name.Identifier.Text));
            foreach (var access in arrays)
                yield return Broken(access.ToString());
        }

        Violation Broken(string detail) => new(method.Name, Violation.Form, detail);
    }

    /// <summary>What makes a frame, a check or an allocation. A span that is cleared where it stands makes none.</summary>
    private static bool IsCostly(SyntaxNode node) => node is TryStatementSyntax or ThrowStatementSyntax or ThrowExpressionSyntax or StackAllocArrayCreationExpressionSyntax
        or (BaseObjectCreationExpressionSyntax and not ObjectCreationExpressionSyntax { Type: GenericNameSyntax { Identifier.Text: "Span" } }) or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax or CollectionExpressionSyntax or ArrayTypeSyntax { Parent: not StackAllocArrayCreationExpressionSyntax } or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax
        or CheckedStatementSyntax or CheckedExpressionSyntax or FixedStatementSyntax or LockStatementSyntax or UsingStatementSyntax
        or VariableDeclarationSyntax { Type: GenericNameSyntax };

    private static HashSet<string> Pointers(KernelMethod method) =>
    [
        .. method.Syntax.ParameterList.Parameters.Where(parameter => parameter.Type is PointerTypeSyntax).Select(parameter => parameter.Identifier.Text),
        .. method.Syntax.DescendantNodes().OfType<VariableDeclarationSyntax>().Where(declaration => declaration.Type is PointerTypeSyntax).SelectMany(declaration => declaration.Variables).Select(variable => variable.Identifier.Text),
    ];
}
