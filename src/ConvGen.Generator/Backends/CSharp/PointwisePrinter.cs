using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>Prints pointwise kernels: row by row, a row being one run of floats unless masks need to know where each element stands.</summary>
internal sealed class PointwisePrinter(MethodLibrary library) : KernelPrinter(library)
{
    /// <summary>True where the formula counts the batch's elements: then the method takes the batch too.</summary>
    public static bool Counts(Pointwise kernel) => kernel.Any(node => node is BatchCount);

    /// <summary>The shared method. Parameters: inputs, outputs, begin, end (rows of images), key, the batch where the formula counts, sizes.</summary>
    public MethodCall Print(Pointwise kernel)
    {
        var sizes = new Sizes();
        var (count, first) = (kernel.Results.Count, kernel.Inputs.Count);
        var grids = kernel.Inputs.Concat(kernel.Results.Select(result => result.Output)).ToList();
        var names = ChannelsPrinter.Names(kernel);
        var indexed = kernel.Any(node => node is DropoutMask);
        var (full, rest) = (kernel.Lanes / Simd.Width * Simd.Width, kernel.Lanes % Packing.Half);
        var flat = !indexed && rest == 0 && grids.All(grid => (grid.PixelStep == kernel.Lanes || kernel.Width == 1) && grid.LaneStep == 1);
        var bodies = kernel.Results.Select(result => sizes.Lift(result.Body)).ToList();

        // A run that is cut into whole vectors goes by in the widest that divide it.
        var (ofAnyWidth, width) = (rest == 0, rest == 0 ? AnyWidth : Number(Simd.Width));
        var vectors = !ofAnyWidth ? "" : (flat ? kernel.Width * kernel.Lanes : kernel.Lanes) % Packing.Width == 0 ? Widest : Narrow;

        if (!flat && !indexed && ChannelsPrinter.Suits(kernel))
            return new ChannelsPrinter(Library, kernel).Print();
        var windows = !flat && !indexed && rest == 0 && kernel.IsOfWindows;
        var pixelByPixel = !flat && !windows;

        // What is read once is read from memory: there may be more operands than registers.
        var named = Enumerable.Range(0, first).Where(i => ExpressionPrinter.Reads(bodies, i) > 1).ToList();
        var code = new CodeWriter();
        code.Open("for (int item = begin; item < end; item++)");
        code.Line(kernel.Height == 1 ? "nint image = item;" : $"nint image = item / {sizes.OfInt("rows", kernel.Height)}, row = item % {sizes.OfInt("rows", kernel.Height)};");
        var starts = grids.Select((grid, i) =>
            $"{names[i]}Row = {Address(names[i], ("image", sizes.Step(names[i] + "Image", grid.ImageStep)), ("row", kernel.Height == 1 ? "" : sizes.Step(names[i] + "Step", grid.RowStep)))}");
        if (windows)
            Windows();
        else
            code.Line($"float* {string.Join(", ", starts)};");
        if (pixelByPixel)
            code.Open($"for (nint pixel = 0; pixel < {sizes.Of("pixels", kernel.Width)}; pixel++)");
        if (flat || (full > 0 && !windows))
        {
            var lanes = sizes.Of("lanes", flat ? kernel.Width * kernel.Lanes : kernel.Lanes);
            code.Open($"for (nint lane = 0; {(rest == 0 ? $"lane < {lanes}" : $"lane <= {lanes} - {width}")}; lane += {width})");
            Element(Simd.Width);
            code.Close();
        }

        // A count that is no multiple of eight means: the lanes up to there are padding and stay zero.
        if (rest > 0)
        {
            code.Open();
            code.Line($"nint lane = {sizes.Of("lanes", kernel.Lanes)} / {Number(Simd.Width)} * {Number(Simd.Width)};");
            Element(rest);
            code.Close();
        }

        if (pixelByPixel)
            code.Close();
        code.Close();
        var method = new CodeWriter();
        method.Line($"/// <summary>{TilePrinter.Escape(string.Join("; ", bodies.Select((body, i) => $"{(count == 1 ? "out" : "result" + Number(i))} = {body}")))}, {(flat ? "row by row" : windows ? "window by window" : "pixel by pixel")}.</summary>");
        method.Lines(Kernel.TrimEnd('\n'));
        method.Open($"private static void {MethodLibrary.Name}{(ofAnyWidth ? TypeParameters : "")}({string.Join(", ", names.Select(name => "float* " + name))}, int begin, int end, uint key{(Counts(kernel) ? ", int batch" : "")}{sizes.Parameters}){(ofAnyWidth ? TypeConstraints : "")}");
        method.Lines(code.ToString());
        method.Close();
        return new MethodCall(Library.Add("Pointwise", method.ToString()) + vectors, sizes.Arguments);

        string At(int grid) => Address(names[grid] + "Row", ("pixel", flat ? "" : sizes.Step(names[grid] + "Pixel", grids[grid].PixelStep)), ("lane", Number(grids[grid].LaneStep)));

        // The places of a window beside each other have one pointer and an index each, which maps of the same steps share: a pointer for each would be more than there are registers.
        void Windows()
        {
            var steps = grids.Select(Steps).Distinct().ToList();
            var of = steps.ConvertAll(step => names[grids.FindIndex(grid => Steps(grid) == step)]);
            var taps = steps.ConvertAll(step => grids.Where(grid => Steps(grid) == step).GroupBy(grid => grid.Region).SelectMany(map => map.SelectMany(a => map.Select(b => b.Offset - a.Offset))).Where(apart => apart > 0).DefaultIfEmpty().Min());
            var places = grids.ConvertAll(Place);
            code.Line($"nint {string.Join(", ", steps.Select((step, i) =>
                $"at{Number(i)} = {Address("0", ("image", sizes.Step(of[i] + "Image", step.Image)), ("row", kernel.Height == 1 ? "" : sizes.Step(of[i] + "Step", step.Row)))}"))};");
            var bumps = steps.Select((step, i) => step.Pixel == 0 ? "" : $", at{Number(i)} += {sizes.Of(of[i] + "Pixel", step.Pixel)}");
            code.Open($"for (nint pixel = {sizes.Of("pixels", kernel.Width)}; pixel > 0; pixel--{string.Concat(bumps)})");
            code.Open($"for (nint lane = 0; lane < {sizes.Of("lanes", kernel.Lanes)}; lane += {width})");
            var indices = places.SelectMany(place => Enumerable.Range(0, place.Taps + 1).Select(tap => (place.Step, Tap: tap))).Distinct().OrderBy(index => index);
            code.Line($"nint {string.Join(", ", indices.Select(index => $"{Index(index.Step, index.Tap)} = {(index.Tap == 0 ? $"at{Number(index.Step)} + lane" : $"{Index(index.Step, index.Tap - 1)} + {sizes.Of(of[index.Step] + "Tap", taps[index.Step])}")}"))};");
            var values = Values(new ExpressionPrinter { Operand = Vector }, named, Vector);
            for (var i = 0; i < count; i++)
                code.Line(Simd.Store(Here(first + i), values[i]));
            code.Close();
            code.Close();

            static (int Image, int Row, int Pixel) Steps(Grid grid) => (grid.ImageStep, grid.RowStep, grid.PixelStep);

            // The first of the places to the left, and how many taps away.
            (int First, int Step, int Taps) Place(Grid grid)
            {
                var (step, tap) = (steps.IndexOf(Steps(grid)), 0);
                for (; taps[step] > 0 && grids.Find(other => other == grid with { Offset = grid.Offset - taps[step] }) is { } left; tap++)
                    grid = left;
                return (grids.IndexOf(grid), step, tap);
            }

            string Index(int step, int tap) => $"place{Number(step)}{(tap == 0 ? "" : "Tap" + Number(tap))}";

            string Here(int grid) => $"{names[places[grid].First]} + {(grids[grid].LaneStep == 0 ? "at" + Number(places[grid].Step) : Index(places[grid].Step, places[grid].Taps))}";

            string Vector(int grid) => Loaded(grid, Here(grid));
        }

        void Element(int lanes)
        {
            if (indexed)
            {
                var index = kernel.Index;
                var place = Address(
                    "0", ("image", sizes.Step("indexImage", index.Image)), ("row", kernel.Height == 1 ? "" : sizes.Step("indexRow", index.Row)), ("pixel", sizes.Step("indexPixel", index.Pixel)), ("lane", Number(index.Lane)));
                code.Line($"var index = {Simd.Indices(place, index.Lane)};");
            }

            var values = Values(new ExpressionPrinter { Operand = Vector, Index = "index" }, named, Vector);
            for (var i = 0; i < count; i++)
                code.Line(Simd.Store(At(first + i), lanes < Simd.Width ? Simd.And(Simd.Mask(lanes), values[i]) : values[i]));

            string Vector(int grid) => Loaded(grid, At(grid));
        }

        string Loaded(int grid, string place) => grids[grid].LaneStep == 0 ? Simd.Broadcast(place) : Simd.Load(place);

        // Locals for what is read or computed more than once, and what the results are stored as.
        IReadOnlyList<string> Values(ExpressionPrinter printer, IReadOnlyList<int> locals, Func<int, string> vector)
        {
            if (locals.Count > 0)
                code.Line(string.Join(" ", locals.Select(i => $"var v{Number(i)} = {vector(i)};")));
            var otherwise = printer.Operand;
            printer.Operand = operand => locals.Contains(operand) ? "v" + Number(operand) : otherwise(operand);
            foreach (var local in printer.Share(bodies, "e", "").Concat(bodies.SelectMany(body => printer.Chain(body, "e"))))
                code.Line(local);
            return printer.Results(bodies, code);
        }
    }
}
