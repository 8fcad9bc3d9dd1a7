using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace ConvGen.Generator.Program;

/// <summary>
/// Equality of formulas, with hash codes that are kept: a record's own walks through the whole formula each time, and a printer asks at every node.
/// </summary>
internal sealed class ExpressionComparer : IEqualityComparer<Expression>
{
    private readonly ConditionalWeakTable<Expression, object> _codes = new();

    private ExpressionComparer()
    {
    }

    public static ExpressionComparer Instance { get; } = new();

    public bool Equals(Expression x, Expression y) => ReferenceEquals(x, y) || (GetHashCode(x) == GetHashCode(y) && x.Equals(y));

    public int GetHashCode(Expression expression) => expression.Parts.Count == 0 ? expression.GetHashCode() : (int)_codes.GetValue(expression, Compute);

    private object Compute(Expression expression)
    {
        var code = expression.GetType().GetHashCode();
        foreach (var part in expression.Parts)
            code = unchecked((code * 31) + GetHashCode(part));
        return code;
    }
}
