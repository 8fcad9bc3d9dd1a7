using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Declaration;

namespace ConvGen.Generator.Graph;

/// <summary>
/// Where layers are being built: in the network itself, or in one use of a block, with what its parameters and its input are there. Mistakes
/// travel outwards to the attribute in the network, since the block may be right and the use wrong; one use says one error.
/// </summary>
internal sealed class Scope
{
    private readonly Scope? _outer;
    private readonly LayerDeclaration? _written;
    private readonly LayerDeclaration? _use;
    private readonly BlockDeclaration? _block;
    private readonly Shape _input;
    private readonly ICollection<Problem> _problems;
    private readonly HashSet<Place> _said;

    /// <summary>The network.</summary>
    public Scope(LayerNames names, ICollection<Problem> problems)
    {
        Names = names;
        _problems = problems;
        _said = [];
    }

    /// <summary>One use of a block.</summary>
    /// <param name="outer">Where it is used.</param>
    /// <param name="written">The attribute.</param>
    /// <param name="use">The attribute with its own expressions evaluated.</param>
    /// <param name="block">The block.</param>
    /// <param name="input">The shape of its input.</param>
    /// <param name="names">Names of the layers inside.</param>
    public Scope(Scope outer, LayerDeclaration written, LayerDeclaration use, BlockDeclaration block, Shape input, LayerNames names)
    {
        (_outer, _written, _use, _block, _input, Names) = (outer, written, use, block, input, names);
        (_problems, _said) = (outer._problems, outer._said);
    }

    public LayerNames Names { get; }

    public bool IsBlock => _block is not null;

    /// <summary>The attribute in the network that everything here comes from.</summary>
    public Place Place(LayerDeclaration layer) => _outer is null ? layer.Place : _outer.Place(_use!);

    /// <summary>Says what is wrong with <paramref name="layer"/>, outside.</summary>
    public void Report(Problem problem, LayerDeclaration layer)
    {
        if (_outer is null)
        {
            // What comes from inside a block is said once for its use.
            if (problem.IsWarning || problem.Within.Count == 0 || _said.Add(problem.Place))
                _problems.Add(problem);
            return;
        }

        var parameters = problem.Argument is { } argument && layer.Value(argument) is Formula formula ? FormulaValue.Names(formula).ToList() : [];
        _outer.Report(
            problem with
            {
                Place = _use!.Place,
                Argument = parameters.Count == 1 && _use.Has(parameters[0]) ? parameters[0] : null,
                Within = new EquatableArray<BlockPlace>(problem.Within.Prepend(new BlockPlace(_block!.Kind, problem.Place))),
            },
            _written!);
    }

    /// <summary>Of a layer of so many copies and the uses of blocks around it the one that is repeated most, the outermost of equals; and where it stands.</summary>
    public (LayerDeclaration Layer, Scope Scope) MostRepeated(LayerDeclaration layer, int copies)
    {
        var (found, most) = ((layer, this), copies);
        for (var scope = this; scope._outer is not null; scope = scope._outer)
            if (scope._use!.Int("Repeat", 1) is var outside && outside >= most)
                (found, most) = ((scope._written!, scope._outer), outside);
        return found;
    }

    /// <summary>The layer with values for expressions; null after a report that one has none.</summary>
    public LayerDeclaration? Evaluate(LayerDeclaration layer, string label)
    {
        if (!layer.Arguments.Any(argument => argument.Value is Formula))
            return layer;

        var arguments = new List<Argument>();
        foreach (var argument in layer.Arguments)
        {
            var value = argument.Value is Formula formula ? Evaluate(formula, argument.Name, layer, label) : argument.Value;
            if (argument.Value is Formula && value is null)
                return null;
            arguments.Add(argument with { Value = value });
        }

        return layer with { Arguments = new EquatableArray<Argument>(arguments) };
    }

    /// <summary>What an expression is here; null after a report that it has no value.</summary>
    public object? Evaluate(Formula formula, string argument, LayerDeclaration layer, string label)
    {
        var result = FormulaValue.Of(formula, Find);
        if (result.Fault is { } fault)
            Report(new Problem("CVG1034", new EquatableArray<string>([label, argument, formula.Text, fault]), layer.Place, argument), layer);
        return result.Value;
    }

    private object? Find(string name) => name switch
    {
        "Input.Height" => _input.Height,
        "Input.Width" => _input.Width,
        "Input.Channels" => _input.Channels,
        _ => _use?.Value(name) ?? _block?.Parameters.FirstOrDefault(parameter => parameter.Name == name).Default,
    };
}
