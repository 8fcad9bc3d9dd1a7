using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConvGen.Tests.KernelRules;

/// <summary>A kernel's method in emitted text: a leaf that works on vectors, or a driver or a copy that holds none.</summary>
internal sealed class KernelMethod
{
    private readonly Lazy<LiveVectors> _live;

    private KernelMethod(MethodDeclarationSyntax syntax, bool isCalledWide)
    {
        Syntax = syntax;
        IsWide = IsTile && char.IsDigit(Name["Tile".Length]) && isCalledWide;
        _live = new(() => LiveVectors.In(syntax));
        IsLeaf = syntax.DescendantNodes().Any(node => VectorCode.Operation(node) is not null);
    }

    public MethodDeclarationSyntax Syntax { get; }

    public string Name => Syntax.Identifier.Text;

    /// <summary>True where the method names an operation of an instruction set: then sums may be in registers.</summary>
    public bool IsLeaf { get; }

    /// <summary>True for register tiles, which have no exceptions to any rule.</summary>
    public bool IsTile => Name.StartsWith("Tile", StringComparison.Ordinal);

    /// <summary>
    /// True for register tiles that run in vectors of sixteen alone: the processors that have them have 32 registers. Those of pixels, which are named otherwise, run in the widest
    /// that there are.
    /// </summary>
    public bool IsWide { get; }

    /// <summary>What is in registers at once.</summary>
    public LiveVectors Live => _live.Value;

    /// <summary>The kernels of a file: what a program's class has beside schedules (which return something) and segments (which override).</summary>
    public static IEnumerable<KernelMethod> Of(SyntaxTree tree) =>
        from program in tree.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>()
        where program.TypeParameterList?.Parameters.Select(parameter => parameter.Identifier.Text).Take(2).SequenceEqual([VectorCode.Set, VectorCode.Vector]) == true
        let calls = program.DescendantNodes().OfType<InvocationExpressionSyntax>().Select(call => call.Expression).OfType<SimpleNameSyntax>().ToLookup(called => called.Identifier.Text)
        from method in program.Members.OfType<MethodDeclarationSyntax>()
        where method.ReturnType.ToString() == "void" && method.Modifiers.All(modifier => modifier.Text != "override")
        select new KernelMethod(method, AreWide([.. calls[method.Identifier.Text]]));

    /// <summary>True where all calls ask for the widest vectors; those of tiles stand behind a question whether these hold sixteen.</summary>
    private static bool AreWide(IReadOnlyCollection<SimpleNameSyntax> calls) =>
        calls.Count > 0 && calls.All(called => called is GenericNameSyntax generic && generic.TypeArgumentList.ToString() == "<P, W>");
}
