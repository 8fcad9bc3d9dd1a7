using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ConvGen.Generator.Declaration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConvGen.Generator.Reading;

/// <summary>One attribute → its declaration, without knowing the layer: constructor parameters and properties become arguments by name.</summary>
internal static class AttributeReader
{
    public static LayerDeclaration Read(AttributeData attribute, Place place, CancellationToken cancellation)
    {
        var kind = attribute.AttributeClass is { TypeKind: not TypeKind.Error } type ? Vocabulary.KindOf(type) : LayerDeclaration.Unresolved;
        var arguments = new List<Argument>();
        var isWhole = IsAccepted(attribute, cancellation);
        if (isWhole)
        {
            var parameters = attribute.AttributeConstructor!.Parameters;
            for (var i = 0; i < parameters.Length; i++)
                isWhole &= Add(ArgumentName(parameters[i]), attribute.ConstructorArguments[i]);
            foreach (var named in attribute.NamedArguments)
                isWhole &= Add(named.Key, named.Value);
        }

        return new LayerDeclaration(kind, new EquatableArray<Argument>(arguments), place, isWhole);

        bool Add(string name, TypedConstant constant)
        {
            if (constant is { Kind: TypedConstantKind.Enum, Type: INamedTypeSymbol enumeration } && MemberOf(enumeration, constant.Value) is null)
            {
                var text = System.Convert.ToString(constant.Value, System.Globalization.CultureInfo.InvariantCulture);
                arguments.Add(new Argument(name, new NotAMember(text, enumeration.Name)));
                return true;
            }

            if (Value(constant) is { } value)
                arguments.Add(new Argument(name, value));
            return true;
        }
    }

    /// <summary>The name an argument goes by: the property that a constructor parameter fills.</summary>
    public static string ArgumentName(IParameterSymbol parameter) =>
        parameter.Name.Length == 0 ? "" : char.ToUpperInvariant(parameter.Name[0]) + parameter.Name.Substring(1);

    /// <summary>False while the compiler itself has something to say about the attribute.</summary>
    private static bool IsAccepted(AttributeData attribute, CancellationToken cancellation)
    {
        if (attribute.AttributeConstructor is not { } constructor || constructor.Parameters.Length != attribute.ConstructorArguments.Length)
            return false;
        if (attribute.ConstructorArguments.Any(IsBad) || attribute.NamedArguments.Any(named => IsBad(named.Value)))
            return false;
        if (attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax syntax)
            return true;

        // The symbol leaves out named arguments that do not exist, and cuts numbers that do not convert.
        var written = syntax.ArgumentList?.Arguments.Where(argument => argument.NameEquals is not null).ToArray() ?? [];
        return !(syntax.ContainsDiagnostics && syntax.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
            && written.Length == attribute.NamedArguments.Select(named => named.Key).Distinct().Count()
            && attribute.NamedArguments.All(named => Fits(attribute.AttributeClass!, named.Key, named.Value))
            && !written.Any(argument => IsCut(attribute, argument));
    }

    private static bool Fits(INamedTypeSymbol type, string property, TypedConstant constant)
    {
        for (INamedTypeSymbol? declaring = type; declaring is not null; declaring = declaring.BaseType)
            if (declaring.GetMembers(property).OfType<IPropertySymbol>().FirstOrDefault() is { } found)
                return found.Type.SpecialType == SpecialType.System_Object || SymbolEqualityComparer.Default.Equals(found.Type, constant.Type);
        return false;
    }

    /// <summary>True where a fraction is written for a whole number: <c>Strides = 2.5</c>.</summary>
    private static bool IsCut(AttributeData attribute, AttributeArgumentSyntax argument) =>
        argument.Expression is LiteralExpressionSyntax { Token.Value: double or float or decimal }
        && attribute.NamedArguments.Any(named => named.Key == argument.NameEquals!.Name.Identifier.ValueText && named.Value.Value is int);

    private static bool IsBad(TypedConstant constant) => constant.Kind == TypedConstantKind.Error
        || constant.Type is null or { TypeKind: TypeKind.Error }
        || (constant.Type.IsValueType && constant.Value is null);

    private static object? Value(TypedConstant constant) => constant.Kind switch
    {
        TypedConstantKind.Enum => MemberOf((INamedTypeSymbol)constant.Type!, constant.Value),
        TypedConstantKind.Primitive => constant.Value switch
        {
            double number => (float)number,
            int or float or bool or string => constant.Value,
            _ => null,
        },
        _ => null,
    };

    private static string? MemberOf(INamedTypeSymbol enumeration, object? value) =>
        enumeration.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(member => member.HasConstantValue && Equals(member.ConstantValue, value))?.Name;
}
