using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConvGen.Tests.KernelRules;

/// <summary>A kernel's method in emitted text: a leaf that works on vectors, or a driver or a copy that holds none.</summary>
internal sealed class KernelMethod
{
    private KernelMethod(MethodDeclarationSyntax syntax, bool isCalledWide)
    {
        Syntax = syntax;
        IsWide = IsTile && char.IsDigit(Name["Tile".Length]) && isCalledWide;
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

    /// <summary>The kernels of a file: what a program's class has beside schedules (which return something) and segments (which override).</summary>
    public static IEnumerable<KernelMethod> Of(SyntaxTree tree) =>
        from program in tree.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>()
        where program.TypeParameterList?.Parameters.Select(parameter => parameter.Identifier.Text).Take(2).SequenceEqual([VectorCode.Set, VectorCode.Vector]) == true
        from method in program.Members.OfType<MethodDeclarationSyntax>()
        where method.ReturnType.ToString() == "void" && method.Modifiers.All(modifier => modifier.Text != "override")
        select new KernelMethod(method, IsCalledWide(program, method.Identifier.Text));

    /// <summary>True where all calls ask for the widest vectors; those of tiles stand behind a question whether these hold sixteen.</summary>
    private static bool IsCalledWide(ClassDeclarationSyntax program, string name)
    {
        var calls = program.DescendantNodes().OfType<InvocationExpressionSyntax>().Select(call => call.Expression).OfType<SimpleNameSyntax>().Where(called => called.Identifier.Text == name).ToList();
        return calls.Count > 0 && calls.All(called => called is GenericNameSyntax generic && generic.TypeArgumentList.ToString() == "<P, W>");
    }
}
