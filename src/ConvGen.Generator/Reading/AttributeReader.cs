using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ConvGen.Generator.Declaration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConvGen.Generator.Reading;

/// <summary>Attributes → their declarations, without knowing the layers: constructor parameters and properties become arguments by name.</summary>
/// <param name="owner">The class that they stand on or in.</param>
/// <param name="isInBlock">True inside a block, where text for a number is an expression.</param>
/// <param name="cancellation">Stops the reading.</param>
internal sealed class AttributeReader(INamedTypeSymbol owner, bool isInBlock, CancellationToken cancellation)
{
    public LayerDeclaration Read(AttributeData attribute, Place place)
    {
        var kind = attribute.AttributeClass is { TypeKind: not TypeKind.Error } type ? Vocabulary.KindOf(type) : LayerDeclaration.Unresolved;
        var arguments = new List<Argument>();
        var isWhole = IsAccepted(attribute);
        if (isWhole)
        {
            var parameters = attribute.AttributeConstructor!.Parameters;
            for (var i = 0; i < parameters.Length; i++)
                Add(ArgumentName(parameters[i]), IsObject(parameters[i].Type), attribute.ConstructorArguments[i]);
            foreach (var named in attribute.NamedArguments)
                Add(Pascal(named.Key), Pascal(named.Key) != named.Key && IsObject(Property(attribute.AttributeClass!, named.Key)?.Type), named.Value);
        }

        return new LayerDeclaration(kind, new EquatableArray<Argument>(arguments), place, isWhole);

        void Add(string name, bool isObject, TypedConstant constant)
        {
            // A number is declared as object, since inside blocks an expression may stand for it; some constructors take the expression as a string.
            var isNumber = isObject || IsObject(Property(attribute.AttributeClass!, name)?.Type);
            var value = isInBlock && (isNumber || name == "When") && constant is { Kind: TypedConstantKind.Primitive, Value: string text }
                ? FormulaReader.Read(text)
                : isNumber ? Constants.Number(constant) : Constants.Value(constant);
            if (value is not null)
                arguments.Add(new Argument(name, value));
        }
    }

    /// <summary>The name an argument goes by: the property that a constructor parameter fills.</summary>
    public static string ArgumentName(IParameterSymbol parameter) => Pascal(parameter.Name);

    /// <summary>A name with its first letter large: parameters and properties meet there.</summary>
    public static string Pascal(string name) => name.Length == 0 ? "" : char.ToUpperInvariant(name[0]) + name.Substring(1);

    /// <summary>False while the compiler itself has something to say about the attribute.</summary>
    private bool IsAccepted(AttributeData attribute)
    {
        if (attribute.AttributeConstructor is not { } constructor || constructor.Parameters.Length != attribute.ConstructorArguments.Length)
            return false;
        foreach (var constant in attribute.ConstructorArguments)
            if (IsBad(constant))
                return false;
        foreach (var named in attribute.NamedArguments)
            if (IsBad(named.Value))
                return false;
        return attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax syntax
            || (!(syntax.ContainsDiagnostics && syntax.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)) && IsWhole(attribute, syntax.ArgumentList));
    }

    /// <summary>The symbol leaves out named arguments that do not exist, and cuts numbers that do not convert.</summary>
    private bool IsWhole(AttributeData attribute, AttributeArgumentListSyntax? list)
    {
        var written = 0;
        foreach (var argument in list?.Arguments ?? default)
        {
            written += argument.NameEquals is null ? 0 : 1;
            if (argument.NameEquals is not null && IsCut(attribute, argument))
                return false;
            foreach (var name in Names(argument.Expression))
                if (!IsFound(name))
                    return false;
        }

        var read = new HashSet<string>(System.StringComparer.Ordinal);
        foreach (var named in attribute.NamedArguments)
        {
            if (!Fits(attribute.AttributeClass!, named.Key, named.Value))
                return false;
            read.Add(named.Key);
        }

        return written == read.Count;
    }

    /// <summary>What stands in nameof: a constant even where the compiler cannot find it.</summary>
    private static IEnumerable<string> Names(ExpressionSyntax expression)
    {
        // Nearly all arguments are a literal, a member of an enum, or nameof itself.
        if (expression is LiteralExpressionSyntax or MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax })
            return [];
        return NameIn(expression) is { } name ? [name] : expression.DescendantNodesAndSelf().Select(NameIn).OfType<string>();
    }

    private static string? NameIn(SyntaxNode node) =>
        node is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" }, ArgumentList.Arguments: { Count: 1 } arguments }
        && arguments[0].Expression is IdentifierNameSyntax name ? name.Identifier.ValueText : null;

    /// <summary>True where a name may mean something here: a member, a constructor's parameter, or a type of that name anywhere.</summary>
    private bool IsFound(string name)
    {
        for (INamedTypeSymbol? declaring = owner; declaring is not null; declaring = declaring.BaseType)
            if (!declaring.GetMembers(name).IsEmpty)
                return true;
        return owner.InstanceConstructors.Any(constructor => constructor.Parameters.Any(parameter => parameter.Name == name))
            || owner.ContainingModule.ReferencedAssemblySymbols.Prepend(owner.ContainingAssembly).Any(assembly => assembly.TypeNames.Contains(name) || assembly.NamespaceNames.Contains(name));
    }

    private static bool Fits(INamedTypeSymbol type, string property, TypedConstant constant) =>
        Property(type, property) is { } found && (IsObject(found.Type) || SymbolEqualityComparer.Default.Equals(found.Type, constant.Type));

    private static bool IsObject(ITypeSymbol? type) => type?.SpecialType == SpecialType.System_Object;

    /// <summary>A property of a class or its bases.</summary>
    private static IPropertySymbol? Property(INamedTypeSymbol type, string name)
    {
        for (INamedTypeSymbol? declaring = type; declaring is not null; declaring = declaring.BaseType)
            foreach (var member in declaring.GetMembers(name))
                if (member is IPropertySymbol found)
                    return found;
        return null;
    }

    /// <summary>True where a fraction is written for a whole number: <c>Strides = 2.5</c>.</summary>
    private static bool IsCut(AttributeData attribute, AttributeArgumentSyntax argument) =>
        argument.Expression is LiteralExpressionSyntax { Token.Value: double or float or decimal }
        && attribute.NamedArguments.Any(named => named.Key == argument.NameEquals!.Name.Identifier.ValueText && named.Value.Value is int);

    private static bool IsBad(TypedConstant constant) => constant.Kind == TypedConstantKind.Error
        || constant.Type is null or { TypeKind: TypeKind.Error }
        || (constant.Kind != TypedConstantKind.Array && constant.Type.IsValueType && constant.Value is null)
        || (constant.Kind == TypedConstantKind.Array && !constant.IsNull && constant.Values.Any(IsBad));
}
