using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>
/// Row reductions: a thread for a short row, else a group of threads, which read it side by side and fold it in shared memory. Rows are read once for each fold and
/// once for the result; they come from the cache then. Where an image has several rows with a loss, a block goes through all of them, so that their losses are added
/// in one order.
/// </summary>
internal sealed class RowReductionKernel
{
    private const int Lanes = PixelLanes.Count, BlockThreads = 256, Warp = 32;

    /// <summary>Lanes up to which a thread has a pixel to itself.</summary>
    private const int FewLanes = 32;

    /// <summary>Lanes of a row that a thread should have before another joins it.</summary>
    private const int EnoughLanes = 8;

    /// <summary>Four lanes that a thread goes through without a loop.</summary>
    private const int MostWrittenOut = 2;

    private readonly RowReduction _kernel;

    /// <summary>Threads of a row, rows that a block has at a time, rows of an image.</summary>
    private readonly int _members, _rows, _rowsOfImage;

    private readonly KernelBuilder _k;
    private readonly BlockFold _fold;
    private readonly List<Place> _places = [];
    private readonly int _output, _losses, _labels;
    private readonly Float _scale;

    private RowReductionKernel(RowReduction kernel)
    {
        _kernel = kernel;
        var quads = Packing.Pad(kernel.Lanes) / Lanes * (kernel.WholeImage ? kernel.Height * kernel.Width : 1);
        _rowsOfImage = kernel.WholeImage ? 1 : kernel.Height * kernel.Width;
        _members = !kernel.WholeImage && kernel.Lanes <= FewLanes ? 1 : Math.Min(BlockThreads, PowerOfTwo(quads * Lanes / EnoughLanes));

        // Rows of vectors are few: small blocks reach more of the processor.
        var threads = _rowsOfImage == 1 ? Warp : FoldsLosses ? Math.Min(BlockThreads, Math.Max(Warp, _members * PowerOfTwo(_rowsOfImage))) : BlockThreads;
        _rows = Math.Max(1, threads / _members);

        _places.AddRange(kernel.Inputs.Select(Place.Of));
        _output = kernel.Output is null ? -1 : Add(Place.Of(kernel.Output));
        _losses = kernel.Loss is null ? -1 : Add(Place.Losses);
        _labels = kernel.UsesLabels ? Add(Place.Labels) : -1;
        var formulas = kernel.Folds.Select(fold => fold.Body).Concat(new[] { kernel.Result, kernel.Loss }.OfType<Expression>()).ToList();
        var pass = formulas.Any(ExpressionWriter.ReadsPass) ? Add(Place.Pass) : -1;
        _k = new KernelBuilder(_places.Count, _members * _rows);
        _fold = new BlockFold(_k, _members, _rows, isInterleaved: false, 1, isRepeated: FoldsLosses);
        if (pass >= 0)
            _scale = _k.Load(_k.Place(pass), PassNumbers.LossScale);

        int Add(Place place)
        {
            _places.Add(place);
            return _places.Count - 1;
        }
    }

    /// <summary>True where an image has several rows, whose losses become one.</summary>
    private bool FoldsLosses => _kernel.Loss is not null && _rowsOfImage > 1;

    public static IEnumerable<Launch> Of(RowReduction kernel)
    {
        var lowering = new RowReductionKernel(kernel);
        var blocks = lowering.FoldsLosses ? lowering.Images() : lowering.Rows();
        yield return new Launch(lowering.Build(), blocks, lowering._places);
    }

    /// <summary>The smallest power of two that is not less.</summary>
    private static int PowerOfTwo(int number)
    {
        var power = 1;
        while (power < number)
            power *= 2;
        return power;
    }

    /// <summary>A block for some rows, of whatever images.</summary>
    private Blocks Rows()
    {
        var row = (_k.BlockX * _rows) + _fold.Group;
        var rows = _k.Batch * _rowsOfImage;
        if (_members == 1)
            _k.If(row < rows, () => Store(row, Write(row, Condition.True), Condition.True));
        else if (_rows == 1)
            Store(row, Write(row, Condition.True), Condition.True);
        else
        {
            // Threads without a row go through the last one, because all must meet, and write nothing.
            Condition exists = row < rows;
            row = _k.Minimum(row, rows - 1);
            Store(row, Write(row, exists), exists);
        }

        return new Blocks(_rowsOfImage, 0, _rows);

        void Store(Int image, Float? loss, Condition exists)
        {
            if (loss is not null)
                _k.Store(_k.Place(_losses), image, loss.Value, (Condition.Less(_fold.Member, 1) & exists).When);
        }
    }

    /// <summary>A block for each image, which goes through its rows, some at a time.</summary>
    private Blocks Images()
    {
        var image = _k.BlockX;
        var losses = _k.Variable(0f);
        var first = image * _rowsOfImage;
        if (_members == 1)
            _k.For(_fold.Group, _rowsOfImage, _rows, row => _k.Set(losses, losses.Value + Write(first + row, Condition.True)!.Value));
        else
            _k.For(0, _rowsOfImage, _rows, start =>
            {
                var exists = _rowsOfImage % _rows == 0 ? Condition.True : Condition.Less(start + _fold.Group, _rowsOfImage);
                var row = exists.Known == true ? start + _fold.Group : _k.Minimum(start + _fold.Group, _rowsOfImage - 1);
                var loss = Write(first + row, exists)!.Value;
                _k.Set(losses, losses.Value + exists.Select(_k, loss, 0));
            });
        var fold = new BlockFold(_k, _rows, _members, isInterleaved: true, 1, isRepeated: false);
        _k.Store(_k.Place(_losses), image, fold.Fold([losses.Value], (a, b) => a + b)[0], _k.Thread.Is(0));
        return new Blocks(1, 0);
    }

    /// <summary>A row's folds and its result.</summary>
    /// <param name="row">Among those of all images.</param>
    /// <param name="exists">False where nothing is written.</param>
    /// <returns>Its loss, where there is one.</returns>
    private Float? Write(Int row, Condition exists)
    {
        var (image, position) = _k.DivideRemainder(row, _rowsOfImage);
        var scalars = new List<Float>();
        var writer = new ExpressionWriter(_k) { RowScalars = scalars, Value = _scale, IsNotPositive = IsNotPositive, IsNormal = IsNormal };
        if (_kernel.UsesLabels)
            writer.Label = _k.LoadInt(_k.Place(_labels), row);
        foreach (var step in _kernel.Folds)
        {
            var isSum = step.Fold == RowFold.Sum;
            Float start = isSum ? 0 : float.NegativeInfinity;
            FloatVariable[] sums = [.. Enumerable.Range(0, Lanes).Select(_ => _k.Variable(start))];

            // Other than in columns, a NaN on the right of a maximum is passed over: sums behind it find it.
            Func<Float, Float, Float> join = isSum ? (one, other) => one + other : _k.Maximum;
            var isUsed = new bool[Lanes];
            Each(image, position, (_kernel.Lanes + Lanes - 1) / Lanes, at =>
            {
                var values = Values(writer, at, step.Body);
                for (var i = 0; i < Lanes; i++)
                {
                    var exists = _kernel.Lanes % Lanes == 0 ? Condition.True : Exists(at, i);
                    if (exists.Known == false)
                        continue;
                    isUsed[i] = true;
                    _k.Set(sums[i], join(sums[i].Value, exists.Select(_k, values[i], start)));
                }
            });
            scalars.Add(_fold.Fold([Joined([.. sums.Where((_, i) => isUsed[i]).Select(sum => sum.Value)], join)], join)[0]);
        }

        // Before the result, which may lie over what is read.
        Float? loss = _kernel.Loss is null ? null : writer.Write(WithoutPass(_kernel.Loss));
        if (_kernel.Result is { } result)
            exists.If(_k, () => Each(image, position, Packing.Pad(_kernel.Lanes) / Lanes, at =>
            {
                var values = Values(writer, at, result);

                // Padding lanes are zeros, always.
                at.Store(_k.Place(_output), _kernel.Output!, [.. values.Select((value, i) => Exists(at, i).Select(_k, value, 0))]);
            }));
        return loss;
    }

    /// <summary>Numbers joined pair by pair.</summary>
    private static Float Joined(List<Float> values, Func<Float, Float, Float> join)
    {
        while (values.Count > 1)
            values = [.. Enumerable.Range(0, (values.Count + 1) / 2).Select(i => (2 * i) + 1 < values.Count ? join(values[2 * i], values[(2 * i) + 1]) : values[2 * i])];
        return values[0];
    }

    /// <summary>True of a number less the largest of its row: 0, below, or NaN.</summary>
    private bool IsNotPositive(Expression formula) =>
        formula is Binary { Operation: BinaryOperation.Subtract, Right: RowScalar largest } less && _kernel.Folds[largest.Step] is { Fold: RowFold.Maximum } fold && fold.Body == less.Left;

    /// <summary>True of the sum of such numbers' exponentials, one of which is 1.</summary>
    private bool IsNormal(Expression formula) =>
        formula is RowScalar sum && _kernel.Folds[sum.Step] is { Fold: RowFold.Sum, Body: Unary { Operation: UnaryOperation.Exp } power } && IsNotPositive(power.Operand);

    private Condition Exists(PixelLanes at, int lane) => at.Exists(lane, _kernel.Lanes);

    /// <summary>A formula for four lanes.</summary>
    private Float[] Values(ExpressionWriter writer, PixelLanes at, Expression formula)
    {
        var operands = Enumerable.Range(0, _kernel.Inputs.Count).Where(operand => formula.Any(node => node == new Load(operand)))
            .ToDictionary(operand => operand, operand => at.Load(_k.Place(operand), _kernel.Inputs[operand], _kernel.Lanes));
        var values = new Float[Lanes];
        for (var lane = 0; lane < Lanes; lane++)
        {
            var i = lane;
            writer.Operand = operand => operands[operand][i];
            if (formula.Any(node => node is IsLabel))
            {
                var (row, pixel) = at.Place;
                writer.Index = (row * _kernel.RowIndex.Row) + (pixel * _kernel.RowIndex.Pixel) + ((at.Lane + lane) * _kernel.RowIndex.Lane);
            }

            values[lane] = writer.Write(WithoutPass(formula));
        }

        return values;
    }

    /// <summary>Runs through the lanes of a row that this thread has, four by four.</summary>
    private void Each(Int image, Int position, int quads, Action<PixelLanes> body)
    {
        var count = quads * (_kernel.WholeImage ? _kernel.Height * _kernel.Width : 1);
        if (_members == 1 && count <= MostWrittenOut)
            for (var number = 0; number < count; number++)
                Run(number);
        else
            _k.For(_fold.Member, count, _members, Run);

        void Run(Int number)
        {
            var (pixel, quad) = _kernel.WholeImage ? _k.DivideRemainder(number, quads) : (position, number);
            body(new PixelLanes(_k, _kernel.Width, image, pixel, quad * Lanes));
        }
    }

    /// <summary>The formula with the pass's number in the place of its name: it is read once, and not for each lane.</summary>
    private static Expression WithoutPass(Expression formula) => formula.Map(leaf => leaf is LossScale ? Value.Instance : leaf);

    private KernelCode Build()
    {
        var parts = _kernel.Folds.Select((fold, i) => FormattableString.Invariant($"row{i} = {fold.Fold.ToString().ToLowerInvariant()} of {fold.Body}")).ToList();
        if (_kernel.Result is not null)
            parts.Add($"out = {_kernel.Result}");
        if (_kernel.Loss is not null)
            parts.Add($"loss += {_kernel.Loss}");
        return _k.Build("rows", FormattableString.Invariant($"each {(_kernel.WholeImage ? "image" : "pixel")}: {string.Join("; ", parts)}"));
    }
}
