using System.Linq;
using ConvGen.Generator.Declaration;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConvGen.Generator.Reading;

/// <summary>The text of an expression in a block's parameters → its tree. The compiler's own parser reads it, so C#'s precedence and literals hold.</summary>
internal static class FormulaReader
{
    /// <summary>How deep an expression may nest: the tree is walked by recursion.</summary>
    private const int Deepest = 100;

    public static Formula Read(string text)
    {
        // Most expressions are nameof(Parameter): no parser is needed for those.
        if (IsPlainName(text))
            return new Formula(text, new FormulaNode("name", AttributeReader.Pascal(text), default));

        var syntax = SyntaxFactory.ParseExpression(text, consumeFullText: true);
        if (syntax.ContainsDiagnostics)
            return new Formula(text, null, syntax.GetDiagnostics().FirstOrDefault()?.GetMessage(System.Globalization.CultureInfo.InvariantCulture).TrimEnd('.') ?? "it is not C#");
        string? fault = null;
        var root = Node(syntax, 0, ref fault);
        return fault is null ? new Formula(text, root) : new Formula(text, null, fault);
    }

    /// <summary>True for an identifier of simple letters that means nothing to the language anywhere.</summary>
    private static bool IsPlainName(string text)
    {
        foreach (var letter in text)
            if (letter is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_'))
                return false;
        return text.Length > 0 && text[0] is < '0' or > '9' && SyntaxFacts.GetKeywordKind(text) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(text) == SyntaxKind.None;
    }

    private static FormulaNode? Node(ExpressionSyntax syntax, int depth, ref string? fault)
    {
        if (depth > Deepest)
        {
            fault ??= "it is nested too deeply";
            return null;
        }

        switch (syntax)
        {
            case ParenthesizedExpressionSyntax { Expression: var inner }:
                return Node(inner, depth + 1, ref fault);
            case LiteralExpressionSyntax { Token.Value: int or float or double or bool } literal:
                return new FormulaNode("number", literal.Token.Value is double number ? (float)number : literal.Token.Value, default);
            case IdentifierNameSyntax name:
                return new FormulaNode("name", AttributeReader.Pascal(name.Identifier.ValueText), default);
            case MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Input" }, Name: IdentifierNameSyntax { Identifier.ValueText: "Height" or "Width" or "Channels" } member }:
                return new FormulaNode("name", "Input." + member.Identifier.ValueText, default);
            case PrefixUnaryExpressionSyntax { OperatorToken.Text: "-" or "+" or "!" } unary:
                return Operation(unary.OperatorToken.Text, depth, ref fault, unary.Operand);
            case BinaryExpressionSyntax { OperatorToken.Text: "+" or "-" or "*" or "/" or "%" or "==" or "!=" or "<" or "<=" or ">" or ">=" or "&&" or "||" } binary:
                return Operation(binary.OperatorToken.Text, depth, ref fault, binary.Left, binary.Right);
            case ConditionalExpressionSyntax choice:
                return Operation("?:", depth, ref fault, choice.Condition, choice.WhenTrue, choice.WhenFalse);
            default:
                fault ??= $"'{syntax}' is neither a number, a parameter nor arithmetic";
                return null;
        }
    }

    private static FormulaNode? Operation(string name, int depth, ref string? fault, params ExpressionSyntax[] operands)
    {
        var nodes = new FormulaNode[operands.Length];
        for (var i = 0; i < operands.Length; i++)
        {
            if (Node(operands[i], depth + 1, ref fault) is not { } node)
                return null;
            nodes[i] = node;
        }

        return new FormulaNode(name, null, new EquatableArray<FormulaNode>(nodes));
    }
}
