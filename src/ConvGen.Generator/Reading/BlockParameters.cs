using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ConvGen.Generator.Declaration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConvGen.Generator.Reading;

/// <summary>
/// The parameters of a block: its constructors' parameters and its settable properties. What a property is by default is said by
/// <c>[DefaultValue]</c>, since initialisers are code, which other projects do not see; without it, it is the type's own default.
/// </summary>
internal static class BlockParameters
{
    public static IReadOnlyList<BlockParameter> Read(INamedTypeSymbol type, ICollection<Problem> problems, CancellationToken cancellation)
    {
        var parameters = new Dictionary<string, object?>(System.StringComparer.Ordinal);
        var order = new List<string>();
        foreach (var parameter in type.InstanceConstructors.Where(constructor => !constructor.IsImplicitlyDeclared).SelectMany(constructor => constructor.Parameters))
            Add(AttributeReader.ArgumentName(parameter), parameter.HasExplicitDefaultValue ? Plain(parameter.ExplicitDefaultValue) : null);
        var properties = Settable(type);
        for (var index = 0; index < properties.Count; index++)
            Add(AttributeReader.Pascal(properties[index].Name), Default(type, properties[index], index, problems, cancellation));
        return [.. order.Select(name => new BlockParameter(name, parameters[name]))];

        void Add(string name, object? otherwise)
        {
            if (!parameters.ContainsKey(name))
                order.Add(name);
            parameters[name] = otherwise;
        }
    }

    /// <summary>The properties that a use can set, those of bases last; <see cref="Place.Parameter"/> counts them.</summary>
    public static IReadOnlyList<IPropertySymbol> Settable(INamedTypeSymbol type)
    {
        var properties = new List<IPropertySymbol>();
        for (INamedTypeSymbol? declaring = type; declaring is not null && Vocabulary.IsBlock(declaring); declaring = declaring.BaseType)
            properties.AddRange(declaring.GetMembers().OfType<IPropertySymbol>().Where(property =>
                property is { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public, SetMethod.DeclaredAccessibility: Accessibility.Public }
                && !Vocabulary.IsBlockTensor(property.Type)));
        return properties;
    }

    private static object? Default(INamedTypeSymbol type, IPropertySymbol property, int index, ICollection<Problem> problems, CancellationToken cancellation)
    {
        var declared = property.GetAttributes()
            .Where(attribute => attribute.AttributeClass is { Name: "DefaultValueAttribute", ContainingNamespace.Name: "ComponentModel" } && attribute.ConstructorArguments.Length == 1)
            .Select(attribute => Plain(attribute.ConstructorArguments[0].Kind == TypedConstantKind.Primitive ? attribute.ConstructorArguments[0].Value : null))
            .FirstOrDefault();
        object? own = property.Type.SpecialType switch
        {
            SpecialType.System_Int32 => 0,
            SpecialType.System_Single or SpecialType.System_Double => 0f,
            SpecialType.System_Boolean => false,
            _ => null,
        };
        var written = Initialiser(property, cancellation);
        if (written is not null && !Same(written, declared ?? own) && (declared is not null || BlockReader.IsSeen(type)))
        {
            var fault = declared is null
                ? $"other projects do not see its initialiser, and would take {(own is null ? "none" : FormulaValue.Text(own))}"
                : $"its initialiser is {FormulaValue.Text(written)}, but [DefaultValue] says {FormulaValue.Text(declared)}";
            problems.Add(new Problem("CVG1031", new EquatableArray<string>([property.Name, fault, FormulaValue.Text(written)]), Place.Parameter(index)));
        }

        return declared ?? written ?? own;
    }

    private static bool Same(object one, object? other) => one is int or float && other is int or float
        ? System.Convert.ToSingle(one, System.Globalization.CultureInfo.InvariantCulture) == System.Convert.ToSingle(other, System.Globalization.CultureInfo.InvariantCulture)
        : Equals(one, other);

    /// <summary>The initialiser's value where it is a number in sight; other initialisers are for other code.</summary>
    private static object? Initialiser(IPropertySymbol property, CancellationToken cancellation)
    {
        var syntax = property.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellation)).OfType<PropertyDeclarationSyntax>().FirstOrDefault();
        return syntax?.Initializer is { Value: var expression } ? FormulaValue.Of(FormulaReader.Read(expression.ToString()), _ => null).Value : null;
    }

    private static object? Plain(object? value) => value switch
    {
        double number => (float)number,
        int or float or bool or string => value,
        _ => null,
    };
}
