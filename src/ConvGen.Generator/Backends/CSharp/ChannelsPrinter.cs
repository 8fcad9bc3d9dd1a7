using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// Prints pointwise kernels with many vectors that all pixels share, as a filter's taps are: these stay in registers while pixels go by, channels by channels. Where windows of two rows overlap, both
/// rows go by together, and what both read is loaded once:
/// <code>
/// row r:     w0·x0  w1·x1  w2·x2      x0, x1, x2: places of three rows of the map, one below the other
/// row r + 1:        w0·x1  w1·x2  w2·x3
/// </code>
/// </summary>
internal sealed class ChannelsPrinter
{
    /// <summary>Vectors shared by all pixels that are not worth another order of loops.</summary>
    private const int FewShared = 4;

    /// <summary>Vectors that stay in registers while pixels go by; more are read from memory for each pixel.</summary>
    private const int MostHeld = 12;

    /// <summary>Floats of the rows that go by for one vector of channels before the next: they stay in the second cache, where the next channels are.</summary>
    private const int FloatsOfBlock = 64 * 1024;

    private readonly MethodLibrary _library;
    private readonly Pointwise _kernel;
    private readonly Sizes _sizes = new();
    private readonly IReadOnlyList<Grid> _grids;
    private readonly IReadOnlyList<string> _names;
    private readonly IReadOnlyList<Expression> _bodies;
    private readonly List<int> _shared;
    private readonly List<int> _held;
    private readonly IReadOnlyList<int> _moving;
    private readonly CodeWriter _code = new();

    /// <summary>How far taps lie from their row's pointer, by parameter.</summary>
    private readonly Dictionary<string, long> _froms = [];

    public ChannelsPrinter(MethodLibrary library, Pointwise kernel)
    {
        (_library, _kernel) = (library, kernel);
        _grids = [.. kernel.Inputs, .. kernel.Results.Select(result => result.Output)];
        _names = Names(kernel);
        _bodies = [.. kernel.Results.Select(result => _sizes.Lift(result.Body))];
        _shared = Shared(kernel);
        _held = [.. _shared.Take(MostHeld)];
        _moving = [.. Enumerable.Range(0, kernel.Inputs.Count).Except(_shared)];
    }

    /// <summary>What a kernel's operands are called: inputs, then outputs.</summary>
    public static IReadOnlyList<string> Names(Pointwise kernel) =>
        [.. kernel.Inputs.Select((_, i) => "p" + Number(i)), .. kernel.Results.Select((_, i) => kernel.Results.Count == 1 ? "o" : "o" + Number(i))];

    /// <summary>True where the form pays: there are many such vectors, of whole registers.</summary>
    public static bool Suits(Pointwise kernel) => Shared(kernel).Count >= FewShared && kernel.Lanes % Packing.Half == 0;

    /// <summary>The shared method. Parameters as <see cref="PointwisePrinter.Print"/> says.</summary>
    public MethodCall Print()
    {
        // Two rows would load twice what is not held, or hold it after all.
        var twoRows = _kernel.Height > 1 && _kernel.Results.Count == 1 && _held.Count == _shared.Count && Places(2).Count < 2 * Places(1).Count;
        if (twoRows)
            Blocks();
        else
            Rows();

        var method = new CodeWriter();
        method.Line($"/// <summary>{TilePrinter.Escape(string.Join("; ", _bodies.Select((body, i) => $"{(_bodies.Count == 1 ? "out" : "result" + Number(i))} = {body}")))}, channels by channels{(twoRows ? ", two rows at a time" : "")}.</summary>");
        method.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]");
        var batch = PointwisePrinter.Counts(_kernel) ? ", int batch" : "";
        method.Open($"private static void {MethodLibrary.Name}{TypeParameters}({string.Join(", ", _names.Select(name => "float* " + name))}, int begin, int end, uint key{batch}{_sizes.Parameters}){TypeConstraints}");
        method.Lines(_code.ToString());
        method.Close();
        return new MethodCall(_library.Add("Pointwise", method.ToString()) + (_kernel.Lanes % Packing.Width == 0 ? Widest : Narrow), _sizes.Arguments);
    }

    /// <summary>Row by row, all channels of one before the next.</summary>
    private void Rows()
    {
        _code.Open("for (int item = begin; item < end; item++)");
        Item();
        _code.Open($"for (nint lane = 0; lane < {_sizes.Of("lanes", _kernel.Lanes)}; lane += {AnyWidth})");
        Hold(_held, i => Start(i, "row"));
        Row(1);
        _code.Close();
        _code.Close();
    }

    /// <summary>A block of rows for each vector of channels, two rows at a time.</summary>
    private void Blocks()
    {
        var block = _sizes.OfInt("block", Math.Max(2, FloatsOfBlock / Math.Max(1, _moving.Max(i => _grids[i].RowStep)) / 2 * 2));
        _code.Open($"for (int first = begin; first < end; first += {block})");
        _code.Line($"int last = Math.Min(first + {block}, end);");
        _code.Open($"for (nint lane = 0; lane < {_sizes.Of("lanes", _kernel.Lanes)}; lane += {AnyWidth})");
        Hold(_held.Where(i => _grids[i].ImageStep == 0), i => _names[i]);
        _code.Open("for (int item = first; item < last;)");
        Item();
        Hold(_held.Where(i => _grids[i].ImageStep != 0), i => Start(i, "row"));
        _code.Open($"if (item + 1 < last && row + 1 < {_sizes.OfInt("rows", _kernel.Height)})");
        Row(2);
        _code.Line("item += 2;");
        _code.Close();
        _code.Open("else");
        Row(1);
        _code.Line("item++;");
        _code.Close();
        _code.Close();
        _code.Close();
        _code.Close();
    }

    private void Item() => _code.Line(_kernel.Height == 1 ? "nint image = item;" : $"nint image = item / {_sizes.OfInt("rows", _kernel.Height)}, row = item % {_sizes.OfInt("rows", _kernel.Height)};");

    private static List<int> Shared(Pointwise kernel) => [.. Enumerable.Range(0, kernel.Inputs.Count).Where(i => kernel.Inputs[i] is { RowStep: 0, PixelStep: 0, LaneStep: 1 })];

    private void Hold(IEnumerable<int> operands, Func<int, string> pointer)
    {
        var vectors = string.Join(", ", operands.Select(i => $"v{Number(i)} = {Load(pointer(i) + " + lane")}"));
        if (vectors.Length > 0)
            _code.Line($"V {vectors};");
    }

    /// <summary>Where a row of an operand begins.</summary>
    private string Start(int grid, string row) => KernelPrinter.Address(
        _names[grid], ("image", _sizes.Step(_names[grid] + "Image", _grids[grid].ImageStep)), (row, _kernel.Height == 1 ? "" : _sizes.Step(_names[grid] + "Step", _grids[grid].RowStep)));

    /// <summary>What so many rows read, each place once.</summary>
    private List<Place> Places(int rows) => [.. Enumerable.Range(0, rows).SelectMany(row => _moving.Select(i => Place.Of(_grids[i], row))).Distinct()];

    /// <summary>A row of pixels, or two.</summary>
    private void Row(int rows)
    {
        var places = Places(rows);
        var results = (from row in Enumerable.Range(0, rows) from i in Enumerable.Range(_kernel.Inputs.Count, _kernel.Results.Count) select (Grid: i, Row: row)).ToList();
        var taps = places.Select(place => place with { Offset = 0 }).Distinct().ToDictionary(map => map, map => Tap(map));
        var starts = places.Select(First).Distinct().Select(place => (Place: place, Operand: Operand(place))).ToList();
        var pointers = starts.Select(start => Pointer(start.Operand.Grid, start.Operand.Row)).Concat(results.Select(result => Pointer(result.Grid, result.Row)));
        _code.Line($"float* {string.Join(", ", pointers)};");

        // One index for all whose pixels lie equally far apart and as many taps from their row's pointer.
        var steps = places.Select(place => place.PixelStep).Concat(results.Select(result => _grids[result.Grid].PixelStep)).Distinct().ToList();
        var indices = places.Select(Index).Concat(results.Select(result => (_grids[result.Grid].PixelStep, Floats: 0L))).Distinct().OrderBy(index => steps.IndexOf(index.PixelStep)).ThenBy(index => index.Floats).ToList();
        _code.Line($"nint {string.Join(", ", indices.Select(index => $"{Name(index)} = {(index.Floats == 0 ? "0" : _sizes.Of(From(index), index.Floats))}"))};");
        _code.Open($"for (nint pixel = {_sizes.Of("pixels", _kernel.Width)}; pixel > 0; pixel--, {string.Join(", ", indices.Select(index => $"{Name(index)} += {_sizes.Of("pixel" + Number(steps.IndexOf(index.PixelStep)), index.PixelStep)}"))})");

        var reads = places.ToDictionary(place => place, _ => 0);
        foreach (var (i, row) in from i in _moving from row in Enumerable.Range(0, rows) select (i, row))
            reads[Place.Of(_grids[i], row)] += ExpressionPrinter.Reads(_bodies, i);
        var named = places.Where(place => reads[place] > 1).ToList();
        var loaded = new HashSet<Place>();
        var waiting = rows == 1 ? new Queue<(string Text, List<Place> Named)>() : new(Statements(1, "f"));
        foreach (var statement in Statements(0, "e"))
        {
            Emit(statement);
            while (waiting.Count > 0 && waiting.Peek().Named.All(loaded.Contains))
                Emit(waiting.Dequeue());
        }

        while (waiting.Count > 0)
            Emit(waiting.Dequeue());
        _code.Close();

        // Maps whose taps lie differently far apart may have others of them in one row than in two.
        string From((int PixelStep, long Floats) index)
        {
            var name = Name(index) + "From";
            if (!_froms.TryGetValue(name, out var floats))
                _froms[name] = floats = index.Floats;
            return floats == index.Floats ? name : name + "OfOne";
        }

        // A row's formulas, and which of the places with names each line reads.
        List<(string Text, List<Place> Named)> Statements(int row, string prefix)
        {
            var (statements, read) = (new List<(string, List<Place>)>(), new List<Place>());
            var printer = new ExpressionPrinter { Operand = Vector };
            foreach (var line in printer.Share(_bodies, prefix, "").Concat(_bodies.SelectMany(body => printer.Chain(body, prefix))))
                Add(line);
            var last = new CodeWriter();
            var values = printer.Results(_bodies, last, prefix);
            for (var i = 0; i < values.Count; i++)
                last.Line(Store($"{Pointer(_kernel.Inputs.Count + i, row, isName: true)} + {Name((_grids[_kernel.Inputs.Count + i].PixelStep, 0))}", values[i]));
            Add(last.ToString().TrimEnd('\n'));
            return statements;

            void Add(string line)
            {
                statements.Add((line, [.. read.Distinct()]));
                read.Clear();
            }

            string Vector(int operand)
            {
                if (_held.Contains(operand))
                    return "v" + Number(operand);
                if (_shared.Contains(operand))
                    return Load(Start(operand, "row") + " + lane");
                var place = Place.Of(_grids[operand], row);
                if (!named.Contains(place))
                    return Text(place);
                read.Add(place);
                return "x" + Number(named.IndexOf(place));
            }
        }

        void Emit((string Text, List<Place> Named) statement)
        {
            foreach (var place in statement.Named.Where(loaded.Add))
                _code.Line($"V x{Number(named.IndexOf(place))} = {Text(place)};");
            _code.Lines(statement.Text);
        }

        string Text(Place place)
        {
            var (grid, row) = Operand(First(place));
            var at = $"{Pointer(grid, row, isName: true)} + {Name(Index(place))}";
            return place.LaneStep == 0 ? Broadcast(at) : Load(at);
        }

        string Pointer(int grid, int row, bool isName = false)
        {
            var name = _names[grid] + (row == 0 ? "At" : "Next");
            return isName ? name : $"{name} = {Start(grid, row == 0 ? "row" : "(row + 1)")}{(_grids[grid].LaneStep == 0 ? "" : " + lane")}";
        }

        // How far apart places beside each other are, in a map; 0 where there are none.
        long Tap(Place map)
        {
            var row = _moving.Select(i => Place.Of(_grids[i], 0)).Where(place => place with { Offset = 0 } == map).ToList();
            return row.SelectMany(a => row.Select(b => b.Offset - a.Offset)).Where(apart => apart > 0).DefaultIfEmpty().Min();
        }

        // The first of the places to the left.
        Place First(Place place)
        {
            var tap = taps[place with { Offset = 0 }];
            while (tap > 0 && places.Contains(place with { Offset = place.Offset - tap }))
                place = place with { Offset = place.Offset - tap };
            return place;
        }

        (int Grid, int Row) Operand(Place place) => (from row in Enumerable.Range(0, rows) from i in _moving where Place.Of(_grids[i], row) == place select (i, row)).First();

        (int PixelStep, long Floats) Index(Place place) => (place.PixelStep, place.Offset - First(place).Offset);

        string Name((int PixelStep, long Floats) index) =>
            $"at{Number(steps.IndexOf(index.PixelStep))}{(index.Floats == 0 ? "" : "Tap" + Number(indices.Count(other => other.PixelStep == index.PixelStep && other.Floats < index.Floats && other.Floats > 0) + 1))}";
    }

    /// <summary>Where an operand's first pixel lies, in the first row that goes by or the second.</summary>
    private sealed record Place(Region Region, long Offset, int ImageStep, int RowStep, int PixelStep, int LaneStep)
    {
        public static Place Of(Grid grid, int row) => new(grid.Region, grid.Offset + ((long)row * grid.RowStep), grid.ImageStep, grid.RowStep, grid.PixelStep, grid.LaneStep);
    }
}
