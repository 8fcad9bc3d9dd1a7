using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// Prints column reductions. Per block of channels: the pixels of an image go by once, each term folding them into interleaved runs that are joined at the end;
/// then, of each image or of all, results are made of what the terms came to.
/// </summary>
internal sealed class ColumnReductionPrinter : KernelPrinter
{
    /// <summary>Vectors of sums that registers hold beside operands.</summary>
    private const int MostSums = 12;

    private readonly ColumnReduction _kernel;
    private readonly CodeWriter _code = new();
    private readonly Sizes _sizes = new();
    private readonly IReadOnlyList<Expression> _terms;
    private readonly IReadOnlyList<Expression> _results;

    /// <summary>Runs of pixels that are folded side by side, to hide the latency of adding and to keep sums short; fewer where several terms do the first.</summary>
    private readonly int _interleave;

    /// <summary>Vectors of channels that go through the pixels together.</summary>
    private readonly int _vectors;

    public ColumnReductionPrinter(MethodLibrary library, ColumnReduction kernel)
        : base(library)
    {
        _kernel = kernel;
        _terms = [.. kernel.Terms.Select(_sizes.Lift)];
        _results = [.. kernel.Results.Select(result => _sizes.Lift(result.Body))];
        _interleave = kernel.Terms.Count == 1 ? 4 : kernel.Terms.Count <= 3 ? 2 : 1;
        // As many as leave all sums in registers. One where an image is a pixel: then nothing would be fetched twice.
        _vectors = OnePixel || 2 * kernel.Terms.Count * _interleave > MostSums ? 1 : Math.Min(2, kernel.Block / Simd.Width);
    }

    private bool IsSum => _kernel.Fold == RowFold.Sum;

    private bool OnePixel => _kernel.Height * _kernel.Width == 1;

    private IEnumerable<int> Vectors => Enumerable.Range(0, _vectors);

    private IEnumerable<int> Terms => Enumerable.Range(0, _terms.Count);

    private IEnumerable<int> Runs => Enumerable.Range(0, _interleave);

    /// <summary>The shared method. Parameters: inputs, outputs, begin, end (images, or blocks of channels), batch, sizes.</summary>
    public MethodCall Print()
    {
        if (_kernel.PerImage)
            PrintPerImage();
        else if (_kernel.AcrossLanes)
            PrintAcrossLanes();
        else
            PrintOverImages();
        var method = new CodeWriter();
        method.Line($"/// <summary>{TilePrinter.Escape(Comment())}</summary>");
        method.Lines(Kernel.TrimEnd('\n'));
        var pointers = _kernel.Inputs.Select((_, i) => "float* p" + Number(i)).Concat(_results.Select((_, i) => "float* " + Output(i)));
        method.Open($"private static void {MethodLibrary.Name}({string.Join(", ", pointers)}, int begin, int end, int batch{_sizes.Parameters})");
        method.Lines(_code.ToString());
        method.Close();
        return new MethodCall(Library.Add("ColumnReduction", method.ToString()), _sizes.Arguments);
    }

    private string Comment()
    {
        var terms = _terms.Select((term, i) => $"total{Number(i)} = {_kernel.Fold.ToString().ToLowerInvariant()} of {term}");
        var results = _results.Select((result, i) => $"{Output(i)}[{(_kernel.AcrossLanes ? "0" : "channel")}] = {result}");
        return $"{(_kernel.PerImage ? "Each image's" : "All images'")} pixels: {string.Join("; ", terms)}; {string.Join("; ", results)}.";
    }

    private void PrintPerImage()
    {
        _code.Open("for (nint image = begin; image < end; image++)");
        OpenLanes($"nint lane = 0; lane < {_sizes.Of("lanes", Packing.Pad(_kernel.Lanes))}");
        Image(fresh: true);
        Results();
        _code.Close();
        _code.Close();
    }

    private void PrintOverImages()
    {
        OpenLanes($"nint lane = begin * {Number(_kernel.Block)}; lane < end * {Number(_kernel.Block)}");
        Start(EachTerm(Total));
        _code.Open("for (nint image = 0; image < batch; image++)");
        Image(fresh: false);
        _code.Close();
        Results();
        _code.Close();
    }

    private void PrintAcrossLanes()
    {
        Start(EachTerm(Total));
        OpenLanes($"nint lane = 0; lane < {_sizes.Of("lanes", Packing.Pad(_kernel.Lanes))}");
        _code.Open("for (nint image = 0; image < batch; image++)");
        Image(fresh: false);
        _code.Close();
        _code.Close();
        foreach (var term in Terms)
            _code.Line($"{Total(term, 0)} = {Simd.Splat(Simd.Fold(_kernel.Fold, Vectors.Select(vector => Total(term, vector)).Aggregate(Join)))};");
        Results();
    }

    private void OpenLanes(string range) => _code.Open($"for ({range}; lane += {Number(_vectors * Simd.Width)})");

    /// <summary>Folds one image's pixels into the totals, or, where <paramref name="fresh"/>, into new ones.</summary>
    private void Image(bool fresh)
    {
        var inPlace = OnePixel && IsSum ? Used(_terms).Where(operand => ExpressionPrinter.Reads(_terms, operand) == 1 && !IsAtHand(operand)).ToList() : [];
        foreach (var vector in Vectors)
            Line(Loads(Used(_terms).Where(IsSpread).Except(inPlace), "v", Suffix(vector), Place(vector)));
        if (OnePixel)
        {
            if (fresh)
                Start(EachTerm(Total));
            foreach (var vector in Vectors)
                Line(Fold(vector, term => Total(term, vector), Suffix(vector), operand => inPlace.Contains(operand) ? Vector(operand, Place(vector)) : null));
            return;
        }

        Pixels();
        foreach (var vector in Vectors)
        {
            foreach (var term in Terms)
            {
                var folded = Joined([.. Runs.Select(run => Run(term, run, vector))]);
                _code.Line(fresh ? $"var {Total(term, vector)} = {folded};" : $"{Total(term, vector)} = {Join(Total(term, vector), folded)};");
            }
        }

        Func<int, string> Place(int vector) => operand => Address("p" + Number(operand), Image(operand), Lane(operand), Shift(vector));
    }

    /// <summary>Folds one image's pixels into interleaved runs.</summary>
    private void Pixels()
    {
        var moving = Used(_terms).Where(operand => !IsSpread(operand)).ToList();
        var flat = moving.All(operand => _kernel.Inputs[operand].RowStep == _kernel.Width * _kernel.Inputs[operand].PixelStep);
        var pixels = _sizes.Of("pixels", flat ? _kernel.Width * _kernel.Height : _kernel.Width);
        Start(Runs.SelectMany(run => EachTerm((term, vector) => Run(term, run, vector))));
        if (!flat)
            _code.Open($"for (nint row = 0; row < {_sizes.Of("rows", _kernel.Height)}; row++)");
        var starts = moving.Select(operand =>
            $"{Row(operand)} = {Address("p" + Number(operand), Image(operand), ("row", flat ? "" : _sizes.Step($"p{Number(operand)}Step", _kernel.Inputs[operand].RowStep)), Lane(operand))}");
        if (moving.Count > 0)
            _code.Line($"float* {string.Join(", ", starts)};");
        var steps = string.Concat(moving.Where(operand => Pixel(operand).Length > 0).Select(operand => $", {Row(operand)} += {Number(_interleave)} * {Pixel(operand)}"));
        if (_interleave > 1)
        {
            _code.Open($"for (nint block = {pixels} / {Number(_interleave)}; block > 0; block--{steps})");
            foreach (var run in Runs)
                Folds(run);
            _code.Close();
        }

        // The few pixels behind the last block go to the first run.
        var singles = string.Concat(moving.Where(operand => Pixel(operand).Length > 0).Select(operand => $", {Row(operand)} += {Pixel(operand)}"));
        _code.Open($"for (nint rest = {pixels}{(_interleave > 1 ? " % " + Number(_interleave) : "")}; rest > 0; rest--{singles})");
        Folds(0);
        _code.Close();
        if (!flat)
            _code.Close();

        void Folds(int run)
        {
            foreach (var vector in Vectors)
            {
                // What is read once is read from memory, and leaves a register to the sums.
                var named = moving.Where(operand => !IsSum || ExpressionPrinter.Reads(_terms, operand) > 1).ToList();
                var loads = Loads(named, "v", "", Place);
                var folds = loads.Concat(Fold(vector, term => Run(term, run, vector), "", operand => moving.Contains(operand) && !named.Contains(operand) ? Vector(operand, Place) : null)).ToList();
                var text = string.Join(" ", folds);
                _code.Line(folds.Count == _terms.Count ? text : $"{{ {text} }}");

                string Place(int operand) => Address(Row(operand), (run == 1 ? "" : Number(run), run == 0 ? "" : Pixel(operand)), Shift(vector));
            }
        }
    }

    /// <summary>Every term of one vector into its sum; <paramref name="inPlace"/> gives what an operand is that has no local.</summary>
    private IEnumerable<string> Fold(int vector, Func<int, string> sum, string suffix, Func<int, string?>? inPlace = null)
    {
        // What moves with the pixels has no suffix: its vectors stand in braces of their own.
        var printer = new ExpressionPrinter() { Operand = operand => inPlace?.Invoke(operand) ?? "v" + Number(operand) + (IsSpread(operand) ? Suffix(vector) : "") };
        foreach (var local in printer.Share(_terms, "s", suffix))
            yield return local;
        foreach (var term in Terms)
        {
            printer.Value = sum(term);
            yield return $"{sum(term)} = {(IsSum ? printer.Print(_terms[term] + Program.Value.Instance) : Join(sum(term), printer.Print(_terms[term])))};";
        }
    }

    private void Results()
    {
        foreach (var vector in _kernel.AcrossLanes ? [0] : Vectors)
        {
            var suffix = Suffix(vector);
            Line(Loads(Used(_results).Where(operand => !IsAtHand(operand)), "w", suffix, operand => Address("p" + Number(operand), _kernel.PerImage ? Image(operand) : ("", ""), Lane(operand), Shift(vector))));
            var printer = new ExpressionPrinter() { Operand = operand => (IsAtHand(operand) ? "v" : "w") + Number(operand) + suffix, Total = term => Total(term, vector) };
            foreach (var local in printer.Share(_results, "e", suffix))
                _code.Line(local);
            var values = printer.Results(_results, _code, suffix);
            for (var i = 0; i < values.Count; i++)
                _code.Line(_kernel.AcrossLanes ? $"*({Place(i, vector)}) = {Simd.Scalar(values[i])};" : Simd.Store(Place(i, vector), values[i]));
        }
    }

    private string Place(int result, int vector) => Address(
        Output(result), ("image", _kernel.PerImage ? _sizes.Step(Output(result) + "Image", _kernel.Results[result].Output.ImageStep) : ""), _kernel.AcrossLanes ? ("", "") : ("lane", "1"), Shift(vector));

    /// <summary>True where the terms of an image's only pixel have loaded what its results read too.</summary>
    private bool IsAtHand(int operand) => OnePixel && _kernel.PerImage && !_kernel.AcrossLanes && Used(_terms).Contains(operand) && Used(_results).Contains(operand);

    /// <summary>True where all pixels of an image see the same numbers.</summary>
    private bool IsSpread(int operand) => OnePixel || _kernel.Inputs[operand] is { RowStep: 0, PixelStep: 0 };

    private IEnumerable<string> EachTerm(Func<int, int, string> name) => Terms.SelectMany(term => Vectors.Select(vector => name(term, vector)));

    private IEnumerable<int> Used(IEnumerable<Expression> formulas) =>
        Enumerable.Range(0, _kernel.Inputs.Count).Where(operand => formulas.Any(formula => formula.Any(node => node is Load load && load.Operand == operand)));

    private IEnumerable<string> Loads(IEnumerable<int> operands, string name, string suffix, Func<int, string> place) => operands.Select(operand =>
        $"var {name}{Number(operand)}{suffix} = {Vector(operand, place)};");

    private string Vector(int operand, Func<int, string> place) => _kernel.Inputs[operand].LaneStep == 0 ? Simd.Broadcast(place(operand)) : Simd.Load(place(operand));

    private void Line(IEnumerable<string> statements)
    {
        var line = string.Join(" ", statements);
        if (line.Length > 0)
            _code.Line(line);
    }

    private void Start(IEnumerable<string> names)
    {
        var start = IsSum ? Simd.Zero : Simd.Splat("float.NegativeInfinity");
        _code.Line($"{Simd.Type} {string.Join(", ", names.Select(name => $"{name} = {start}"))};");
    }

    // A NaN must come through a maximum wherever it stands: the maximum keeps its left operand's, the selection takes a new one.
    private string Join(string one, string other) => IsSum
        ? Simd.Binary(BinaryOperation.Add, one, other)
        : Simd.Select(Simd.EqualTo(other, other), Simd.Binary(BinaryOperation.Maximum, one, other), other);

    private string Joined(IReadOnlyList<string> runs) =>
        runs.Count == 1 ? runs[0] : Join(Joined([.. runs.Take(runs.Count / 2)]), Joined([.. runs.Skip(runs.Count / 2)]));

    private (string Index, string Step) Image(int operand) => ("image", _sizes.Step($"p{Number(operand)}Image", _kernel.Inputs[operand].ImageStep));

    private (string Index, string Step) Lane(int operand) => _kernel.Inputs[operand].LaneStep == 0 ? ("", "") : ("lane", "1");

    private static (string Index, string Step) Shift(int vector) => ("", vector == 0 ? "" : Number(vector * Simd.Width));

    private string Pixel(int operand) => _sizes.Step($"p{Number(operand)}Pixel", _kernel.Inputs[operand].PixelStep);

    private string Output(int result) => _results.Count == 1 ? "t" : "t" + Number(result);

    private static string Row(int operand) => $"p{Number(operand)}Row";

    private static string Total(int term, int vector) => "total" + Number(term) + Suffix(vector);

    private string Run(int term, int run, int vector) => $"fold{(_terms.Count == 1 ? "" : Number(term) + "_")}{Number(run)}{Suffix(vector)}";

    private static string Suffix(int vector) => vector == 0 ? "" : "B";
}
