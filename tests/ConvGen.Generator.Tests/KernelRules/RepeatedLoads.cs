using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConvGen.Tests.KernelRules;

/// <summary>
/// Finds addresses that a straight piece of a method (no loop begins or ends in it) loads from twice with no store between: the JIT keeps the first load's value in
/// a register, or on the stack. Addresses are compared as sums of products, so that <c>p + 8 + i</c> is <c>i + p + 8</c>; a pointer that moved is another one.
/// </summary>
internal sealed class RepeatedLoads
{
    private readonly Dictionary<string, int> _versions = [];
    private readonly Dictionary<string, int> _constants = [];
    private readonly List<string> _found = [];
    private HashSet<string> _seen = [];

    private RepeatedLoads()
    {
    }

    public static IReadOnlyList<string> In(MethodDeclarationSyntax method)
    {
        var loads = new RepeatedLoads();
        loads.Walk(method.Body!);
        return loads._found;
    }

    private void Walk(StatementSyntax statement)
    {
        switch (statement)
        {
            case BlockSyntax block:
                foreach (var inner in block.Statements)
                    Walk(inner);
                break;
            case LocalDeclarationStatementSyntax declaration:
                Walk(declaration.Declaration);
                foreach (var variable in declaration.Declaration.Variables)
                    if (variable.Initializer?.Value is LiteralExpressionSyntax { Token.Value: int value })
                        _constants[variable.Identifier.Text] = value;
                break;
            case ForStatementSyntax loop:
                Walk(loop);
                break;
            case IfStatementSyntax branch:
                Walk(branch.Condition);
                Branch(branch.Statement);
                if (branch.Else is not null)
                    Branch(branch.Else.Statement);
                break;
            default:
                foreach (var expression in statement.ChildNodes().OfType<ExpressionSyntax>())
                    Walk(expression);
                break;
        }
    }

    /// <summary>What a branch loads is kept for the branch only; what it stores counts behind it too.</summary>
    private void Branch(StatementSyntax statement)
    {
        var before = _seen;
        _seen = [.. before];
        Walk(statement);
        var stores = _seen.Count < before.Count || !before.IsSubsetOf(_seen);
        _seen = stores ? [] : before;
    }

    private void Walk(ForStatementSyntax loop)
    {
        if (loop.Declaration is not null)
            Walk(loop.Declaration);
        foreach (var step in loop.Initializers)
            Walk(step);
        _seen = [];
        Walk(loop.Statement);
        foreach (var step in loop.Incrementors)
            Walk(step);
        _seen = [];
    }

    private void Walk(VariableDeclarationSyntax declaration)
    {
        foreach (var variable in declaration.Variables)
        {
            if (variable.Initializer is not null)
                Walk(variable.Initializer.Value);
            Change(variable.Identifier.Text);
        }
    }

    /// <summary>Operands first, as they are evaluated.</summary>
    private void Walk(SyntaxNode node)
    {
        foreach (var child in node.ChildNodes())
            Walk(child);
        switch (node)
        {
            case AssignmentExpressionSyntax { Left: IdentifierNameSyntax target }:
                Change(target.Identifier.Text);
                break;
            case AssignmentExpressionSyntax { Left: not TupleExpressionSyntax }:
                _seen.Clear(); // through a pointer
                break;
            case PrefixUnaryExpressionSyntax { Operand: IdentifierNameSyntax stepped } prefix when prefix.IsKind(SyntaxKind.PreIncrementExpression) || prefix.IsKind(SyntaxKind.PreDecrementExpression):
                Change(stepped.Identifier.Text);
                break;
            case PostfixUnaryExpressionSyntax { Operand: IdentifierNameSyntax stepped }:
                Change(stepped.Identifier.Text);
                break;
            case InvocationExpressionSyntax call when VectorCode.IsStore(VectorCode.Called(call)):
                _seen.Clear();
                break;
            case InvocationExpressionSyntax call when VectorCode.Called(call) is "Load" or "Broadcast":
                var place = $"{VectorCode.Called(call)}({Text(Sum(call.ArgumentList.Arguments[0].Expression))})";
                if (!_seen.Add(place))
                    _found.Add(call.ToString());
                break;
        }
    }

    private void Change(string name)
    {
        _versions[name] = _versions.GetValueOrDefault(name) + 1;
        _constants.Remove(name);
    }

    /// <summary>An address as factors of its terms; constants under the empty name.</summary>
    private SortedDictionary<string, long> Sum(ExpressionSyntax expression)
    {
        var sum = new SortedDictionary<string, long>(StringComparer.Ordinal);
        switch (expression)
        {
            case ParenthesizedExpressionSyntax inner:
                return Sum(inner.Expression);
            case LiteralExpressionSyntax { Token.Value: int value }:
                sum[""] = value;
                break;
            case BinaryExpressionSyntax binary when binary.IsKind(SyntaxKind.AddExpression) || binary.IsKind(SyntaxKind.SubtractExpression):
                sum = Sum(binary.Left);
                foreach (var (term, factor) in Sum(binary.Right))
                    sum[term] = sum.GetValueOrDefault(term) + (binary.IsKind(SyntaxKind.AddExpression) ? factor : -factor);
                break;
            case BinaryExpressionSyntax binary when binary.IsKind(SyntaxKind.MultiplyExpression):
                var right = Sum(binary.Right);
                foreach (var (term, factor) in Sum(binary.Left))
                    foreach (var (other, times) in right)
                    {
                        var product = string.Join("*", new[] { term, other }.Where(part => part.Length > 0).Order(StringComparer.Ordinal));
                        sum[product] = sum.GetValueOrDefault(product) + (factor * times);
                    }

                break;
            case IdentifierNameSyntax name when _constants.TryGetValue(name.Identifier.Text, out var constant):
                sum[""] = constant;
                break;
            case IdentifierNameSyntax name:
                sum[Named(name.Identifier.Text)] = 1;
                break;
            case CastExpressionSyntax cast: // another unit: its inside is a term of its own
                sum[$"({cast.Type}){Text(Sum(cast.Expression))}"] = 1;
                break;
            default:
                sum[string.Concat(expression.DescendantTokens().Select(token => Named(token.Text)))] = 1;
                break;
        }

        foreach (var term in sum.Where(term => term.Value == 0).Select(term => term.Key).ToList())
            sum.Remove(term);
        return sum;
    }

    private string Named(string name) => _versions.TryGetValue(name, out var version) ? $"{name}@{version}" : name;

    private static string Text(SortedDictionary<string, long> sum) => "{" + string.Join(" + ", sum.Select(term => $"{term.Value}{term.Key}")) + "}";
}
