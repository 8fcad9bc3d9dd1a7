using System.Globalization;
using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Random;

/// <summary>Draws expressions that are worth a given number where a block is first used; elsewhere they are worth what they are worth.</summary>
internal static class RandomFormula
{
    /// <summary>An expression that is worth <paramref name="target"/> in <paramref name="scope"/>.</summary>
    public static Formula<int> Of(Numbers numbers, Scope scope, int target)
    {
        var (text, name) = Name(numbers, scope);
        var value = scope[name];
        var forms = new List<Formula<int>>();
        if (value == target)
            forms.AddRange([new(text, at => at[name]), new(text, at => at[name]), new($"+{text}", at => at[name])]);
        if (value > 0 && target > 0 && target % value == 0 && target / value is var factor)
            forms.AddRange([new($"{factor} * {text}", at => factor * at[name]), new($"{text} * {factor}", at => at[name] * factor)]);
        if (target > 0 && value / target is > 0 and var divisor && value / divisor == target)
            forms.Add(new($"{text} / {divisor}", at => at[name] / divisor));
        if (value % (target + 1) == target)
            forms.Add(new($"{text} % {target + 1}", at => at[name] % (target + 1)));
        if (target > value)
            forms.Add(new($"{text} + {target - value}", at => at[name] + target - value));
        if (target < value)
            forms.Add(new($"{text} - {value - target}", at => at[name] - (value - target)));
        if (target >= 0)
            forms.Add(new($"-({text} - {value + target})", at => -(at[name] - (value + target))));
        var (condition, other) = (Condition(numbers, scope), numbers.Below(4));
        forms.Add(condition.At(scope)
            ? new($"{condition.Text} ? {target} : {other}", at => condition.At(at) ? target : other)
            : new($"{condition.Text} ? {other} : {target}", at => condition.At(at) ? other : target));
        return numbers.Pick([.. forms]);
    }

    /// <summary>A condition, true or false in <paramref name="scope"/> as it happens.</summary>
    public static Formula<bool> Condition(Numbers numbers, Scope scope)
    {
        var one = Comparison(numbers, scope);
        if (numbers.Chance(0.6))
            return one;
        var other = Comparison(numbers, scope);
        return numbers.Below(3) switch
        {
            0 => new($"{one.Text} && {other.Text}", at => one.At(at) && other.At(at)),
            1 => new($"{one.Text} || {other.Text}", at => one.At(at) || other.At(at)),
            _ => new($"!({one.Text})", at => !one.At(at)),
        };
    }

    /// <summary>A rate of dropout.</summary>
    public static Formula<double> Rate(Numbers numbers, Scope scope)
    {
        var condition = Condition(numbers, scope);
        var (one, other) = (numbers.Pick(0, 0.125, 0.5), numbers.Pick(0.25, 0.75));
        return new(FormattableString.Invariant($"{condition.Text} ? {one} : {other}"), at => condition.At(at) ? one : other);
    }

    /// <summary>An expression that is worth nearly <paramref name="target"/>, which is above 0, in <paramref name="scope"/>: real parameters, whole ones, fractions; in float, as the language computes it.</summary>
    public static Formula<float> Real(Numbers numbers, Scope scope, double target)
    {
        var forms = new List<Formula<float>>();
        if (scope.Reals.Count > 0 && numbers.Chance(0.8))
        {
            var name = numbers.Pick([.. scope.Reals.Keys]);
            Add(name, scope.Reals[name], at => at.Reals[name]);
        }
        else if (Name(numbers, scope) is var (text, whole) && scope[whole] > 0)
        {
            Add(text, scope[whole], at => at[whole]);
        }

        var condition = Condition(numbers, scope);
        var (one, other) = (Fraction(target), Fraction(target / 2));
        forms.Add(condition.At(scope)
            ? new($"{condition.Text} ? {one.Text} : {other.Text}", at => condition.At(at) ? one.Value : other.Value)
            : new($"{condition.Text} ? {other.Text} : {one.Text}", at => condition.At(at) ? other.Value : one.Value));
        return numbers.Pick([.. forms]);

        void Add(string text, float value, Func<Scope, float> find)
        {
            var (factor, product, difference) = (Fraction(target / value), Fraction(target * value), Fraction(Math.Abs(target - value)));
            forms.Add(new($"{text} * {factor.Text}", at => find(at) * factor.Value));
            forms.Add(new($"{factor.Text} * +{text}", at => factor.Value * find(at)));
            forms.Add(new($"{product.Text} / {text}", at => product.Value / find(at)));
            forms.Add(target > value ? new($"{difference.Text} + {text}", at => difference.Value + find(at)) : new($"-({difference.Text} - {text})", at => -(difference.Value - find(at))));
        }
    }

    /// <summary>An expression that is worth a number of eighths in <paramref name="scope"/>, and whole eighths everywhere.</summary>
    public static Formula<int> Eighths(Numbers numbers, Scope scope, int target)
    {
        if (scope.Reals.Count > 0 && numbers.Chance(0.7))
        {
            var name = numbers.Pick([.. scope.Reals.Keys]);
            var difference = target - (int)(8 * scope.Reals[name]);
            return new(difference == 0 ? name : $"{name} {(difference > 0 ? "+" : "-")} {Fraction(Math.Abs(difference) / 8.0).Text}", at => (int)(8 * at.Reals[name]) + difference);
        }

        var condition = Condition(numbers, scope);
        var (one, other) = (Fraction(target / 8.0), Fraction((target + 1) / 8.0));
        return condition.At(scope)
            ? new($"{condition.Text} ? {one.Text} : {other.Text}", at => condition.At(at) ? target : target + 1)
            : new($"{condition.Text} ? {other.Text} : {one.Text}", at => condition.At(at) ? target + 1 : target);
    }

    /// <summary>A number as it is written, with a point so that nothing divides as whole numbers do, and what that is as a float.</summary>
    private static (string Text, float Value) Fraction(double number)
    {
        var text = number.ToString("0.0####", CultureInfo.InvariantCulture);
        return (text, (float)double.Parse(text, CultureInfo.InvariantCulture));
    }

    private static Formula<bool> Comparison(Numbers numbers, Scope scope)
    {
        var (text, name) = Name(numbers, scope);
        var bound = Math.Max(0, scope[name] + numbers.Pick(-1, 0, 0, 1));
        return numbers.Below(4) switch
        {
            0 => new($"{text} == {bound}", at => at[name] == bound),
            1 => new($"{text} != {bound}", at => at[name] != bound),
            2 => new($"{text} < {bound}", at => at[name] < bound),
            _ => new($"{text} >= {bound}", at => at[name] >= bound),
        };
    }

    /// <summary>A parameter or a number of the input's shape; parameters may be written as the constructor has them.</summary>
    private static (string Text, string Name) Name(Numbers numbers, Scope scope)
    {
        var name = numbers.Pick([.. scope.Names]);
        return (name.Contains('.', StringComparison.Ordinal) || numbers.Chance(0.7) ? name : char.ToLowerInvariant(name[0]) + name[1..], name);
    }
}
