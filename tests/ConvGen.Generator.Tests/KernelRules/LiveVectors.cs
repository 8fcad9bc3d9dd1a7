using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConvGen.Tests.KernelRules;

/// <summary>
/// Counts the vectors that are alive at once in a method: backward over its syntax, loops until nothing changes, and within a statement what evaluating it holds
/// besides locals. In a loop those count that it names: what waits for its end is put aside once. An operand that comes straight from memory (a load used once,
/// a constant) is free: one per instruction may, where the instruction is next. An upper bound: within a statement an operand's register may already serve the result.
/// </summary>
internal sealed class LiveVectors
{
    /// <summary>What the longest mathematical operations of the runtime hold at once, argument included.</summary>
    private const int InsideLongOperations = 5;

    private static readonly HashSet<string> _longOperations = ["Exp", "Log", "Tanh", "Sigmoid", "Erf", "Keep", "Gather"];

    private readonly HashSet<string> _locals;
    private readonly Stack<(HashSet<string> Continue, HashSet<string> Break)> _loops = new();
    private HashSet<string> _named;

    private LiveVectors(MethodDeclarationSyntax method) => _named = _locals = VectorCode.Locals(method);

    /// <summary>The largest count.</summary>
    public int Most { get; private set; }

    /// <summary>The statement that has it.</summary>
    public string Where { get; private set; } = "";

    /// <summary>Calls of something else than an operation, while a vector is alive.</summary>
    public HashSet<string> CallsAmongVectors { get; } = [];

    public static LiveVectors In(MethodDeclarationSyntax method)
    {
        var live = new LiveVectors(method);
        live.Before(method.Body!, []);
        return live;
    }

    /// <summary>What is alive before a statement, given what is alive behind it.</summary>
    private HashSet<string> Before(StatementSyntax statement, HashSet<string> after)
    {
        switch (statement)
        {
            case BlockSyntax block:
                return block.Statements.Reverse().Aggregate(after, (live, inner) => Before(inner, live));
            case LocalDeclarationStatementSyntax declaration:
                return Before(declaration.Declaration, after);
            case ExpressionStatementSyntax { Expression: var expression }:
                return Before(expression, after);
            case IfStatementSyntax branch:
                var either = new HashSet<string>(Before(branch.Statement, after));
                either.UnionWith(branch.Else is null ? after : Before(branch.Else.Statement, after));
                return Before(branch.Condition, either);
            case ForStatementSyntax loop:
                return Before(loop, after);
            case ContinueStatementSyntax:
                return _loops.Peek().Continue;
            case BreakStatementSyntax:
                return _loops.Peek().Break;
            case ReturnStatementSyntax { Expression: null } or ThrowStatementSyntax:
                return [];
            case TryStatementSyntax attempt:
                return Before(attempt.Block, attempt.Finally is null ? after : Before(attempt.Finally.Block, after));
            case EmptyStatementSyntax:
                return after;
            default:
                throw new NotSupportedException($"A leaf has a statement that the count does not know, {statement.Kind()}: {statement}");
        }
    }

    private HashSet<string> Before(ForStatementSyntax loop, HashSet<string> after)
    {
        // What a loop does not name waits on the stack, before and behind it.
        var outer = _named;
        _named = [.. loop.DescendantNodes().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.Text).Where(_locals.Contains)];
        var head = after;
        while (true)
        {
            var end = loop.Incrementors.Reverse().Aggregate(head, (live, step) => Before(step, live));
            _loops.Push((end, after));
            var start = new HashSet<string>(Before(loop.Statement, end));
            _loops.Pop();
            start.UnionWith(after);
            if (loop.Condition is not null)
                start = Before(loop.Condition, start);
            if (start.SetEquals(head))
                break;
            head = start;
        }

        _named = outer;
        head = loop.Initializers.Reverse().Aggregate(head, (live, step) => Before(step, live));
        return loop.Declaration is null ? head : Before(loop.Declaration, head);
    }

    private HashSet<string> Before(VariableDeclarationSyntax declaration, HashSet<string> after) =>
        declaration.Variables.Reverse().Aggregate(after, (live, variable) => variable.Initializer is null ? live : Before(variable.Identifier.Text, variable.Initializer.Value, live));

    private HashSet<string> Before(ExpressionSyntax expression, HashSet<string> after) =>
        expression is AssignmentExpressionSyntax { Left: IdentifierNameSyntax target, RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment
            ? Before(target.Identifier.Text, assignment.Right, after)
            : Before("", expression, after);

    /// <summary>What is alive before <paramref name="value"/> is computed into <paramref name="target"/>; counts what is alive meanwhile.</summary>
    private HashSet<string> Before(string target, ExpressionSyntax value, HashSet<string> after)
    {
        var before = new HashSet<string>(after);
        before.Remove(target);
        before.UnionWith(value.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.Text).Where(_locals.Contains));
        Count(after.Count(_named.Contains), value);
        Count(before.Count(_named.Contains) + value.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().Where(IsOutermost).Select(Held).DefaultIfEmpty(0).Max(), value);
        if (after.Overlaps(before))
            CallsAmongVectors.UnionWith(value.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().Where(call => VectorCode.Called(call) is null).Select(call => call.ToString()));
        return before;

        bool IsOutermost(InvocationExpressionSyntax call) => VectorCode.Called(call) is not null
            && !call.Ancestors().TakeWhile(node => node != value.Parent).OfType<InvocationExpressionSyntax>().Any(outer => VectorCode.Called(outer) is not null);
    }

    private void Count(int vectors, ExpressionSyntax where)
    {
        if (vectors <= Most)
            return;
        (Most, Where) = (vectors, where.ToString());
    }

    /// <summary>
    /// Registers besides locals' own while a call's operands wait for it; its result takes the place of one, or of its target. A store's value is an operand like others.
    /// </summary>
    private int Held(InvocationExpressionSyntax call)
    {
        var (held, most, inMemory) = (0, 0, false);
        var operands = call.ArgumentList.Arguments.Select(argument => Bare(argument.Expression)).Where(operand => VectorCode.IsVector(operand, _locals)).ToList();
        for (var i = 0; i < operands.Count; i++)
        {
            var operand = operands[i];
            if (operand is IdentifierNameSyntax)
                continue;

            // What is computed behind it has it wait in a register.
            var isLast = operands.Skip(i + 1).All(later => later is IdentifierNameSyntax || MayBeInMemory(later));
            if (!inMemory && isLast && MayBeInMemory(operand) && !VectorCode.IsStore(VectorCode.Called(call)))
            {
                inMemory = true;
                continue;
            }

            most = Math.Max(most, held + (operand is InvocationExpressionSyntax inner ? Held(inner) : 0));
            held++;
        }

        if (_longOperations.Contains(VectorCode.Called(call)!))
            most = Math.Max(most, held + InsideLongOperations - 1);
        return Math.Max(most, held);
    }

    private static bool MayBeInMemory(ExpressionSyntax operand) => VectorCode.Called(operand) switch
    {
        "Load" => true,
        "Create" => ((InvocationExpressionSyntax)operand).ArgumentList.Arguments[0].Expression is LiteralExpressionSyntax or PrefixUnaryExpressionSyntax or MemberAccessExpressionSyntax,
        _ => false,
    };

    private static ExpressionSyntax Bare(ExpressionSyntax expression) => expression is ParenthesizedExpressionSyntax inner ? Bare(inner.Expression) : expression;
}
