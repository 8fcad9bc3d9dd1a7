using System.Linq;
using ConvGen.Generator.Declaration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ConvGen.Generator.Reading;

/// <summary>An attribute's constants → the declaration's plain values.</summary>
internal static class Constants
{
    /// <summary>A value whose type the attribute fixed; null for a null.</summary>
    public static object? Value(TypedConstant constant) => constant switch
    {
        { Kind: TypedConstantKind.Enum, Type: INamedTypeSymbol enumeration } =>
            MemberOf(enumeration, constant.Value) ?? (object)new Unusable(constant.Value!.ToString(), $"a member of {enumeration.Name}"),
        { Kind: TypedConstantKind.Array, IsNull: false } => Array(constant),
        { Kind: TypedConstantKind.Primitive } => Plain(constant.Value),
        _ => null,
    };

    /// <summary>A number, which the attribute takes as <c>object</c>; anything else is unusable.</summary>
    public static object Number(TypedConstant constant) => constant switch
    {
        { Kind: TypedConstantKind.Primitive, Value: string } => new Unusable(Text(constant), "a number (expressions stand inside blocks)"),
        { Kind: TypedConstantKind.Primitive, Value: int or float or double } => Plain(constant.Value)!,
        { Kind: TypedConstantKind.Primitive, Value: long or ulong or uint } => new Unusable(Text(constant), "at most 2147483647"),
        _ => new Unusable(Text(constant), "a number"),
    };

    private static string Text(TypedConstant constant) => constant.IsNull ? "null" : constant.ToCSharpString();

    private static object? Plain(object? value) => value switch
    {
        double number => (float)number,
        int or float or bool or string => value,
        _ => null,
    };

    private static object? Array(TypedConstant constant) => ((IArrayTypeSymbol)constant.Type!).ElementType.SpecialType switch
    {
        SpecialType.System_Int32 => new EquatableArray<int>(constant.Values.Select(item => (int)item.Value!)),
        SpecialType.System_Single => new EquatableArray<float>(constant.Values.Select(item => (float)item.Value!)),
        SpecialType.System_Double => new EquatableArray<float>(constant.Values.Select(item => (float)(double)item.Value!)),
        SpecialType.System_String => new EquatableArray<string>(constant.Values.Select(item => item.Value as string ?? "")),
        _ => null,
    };

    private static string? MemberOf(INamedTypeSymbol enumeration, object? value) =>
        enumeration.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(member => member.HasConstantValue && Equals(member.ConstantValue, value))?.Name;
}
