using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConvGen.Tests.KernelRules;

/// <summary>A kernel's method in emitted text: a leaf that works on vectors, or a driver or a copy that holds none.</summary>
internal sealed class KernelMethod
{
    private KernelMethod(MethodDeclarationSyntax syntax)
    {
        Syntax = syntax;
        IsLeaf = syntax.DescendantNodes().Any(node => VectorCode.Operation(node) is not null);
    }

    public MethodDeclarationSyntax Syntax { get; }

    public string Name => Syntax.Identifier.Text;

    /// <summary>True where the method names an operation of an instruction set: then sums may be in registers.</summary>
    public bool IsLeaf { get; }

    /// <summary>True for register tiles, which have no exceptions to any rule.</summary>
    public bool IsTile => Name.StartsWith("Tile", StringComparison.Ordinal);

    /// <summary>The kernels of a file: what a program's class has beside schedules (which return something) and segments (which override).</summary>
    public static IEnumerable<KernelMethod> Of(SyntaxTree tree) =>
        from program in tree.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>()
        where program.TypeParameterList?.Parameters.Select(parameter => parameter.Identifier.Text).Take(2).SequenceEqual([VectorCode.Set, VectorCode.Vector]) == true
        from method in program.Members.OfType<MethodDeclarationSyntax>()
        where method.ReturnType.ToString() == "void" && method.Modifiers.All(modifier => modifier.Text != "override")
        select new KernelMethod(method);
}
