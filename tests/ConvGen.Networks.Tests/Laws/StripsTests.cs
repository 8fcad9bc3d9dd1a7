using ConvGen.Generator.Program;
using ConvGen.Tests.Graphs;
using ConvGen.Tests.Harness;
using ConvGen.Tests.Operators;
using ConvGen.Tests.Oracle;
using ConvGen.Tests.Random;
using Xunit.Abstractions;
using Step = ConvGen.Generator.Program.Step;
using Window = ConvGen.Generator.Program.Window;

namespace ConvGen.Tests.Laws;

/// <summary>
/// Kernels that go through an image strip by strip, walked number by number as their loops go, not as <see cref="Reach"/> counts: whatever is read was written last by the same kernel as where each
/// kernel goes through the image at once.
/// </summary>
public sealed class StripsTests(ITestOutputHelper output)
{
    /// <summary>Of all networks that there are, at any size of their maps and in strips of a few rows.</summary>
    [Fact]
    public void Every_number_is_read_between_the_same_two_writes_as_without_strips()
    {
        Graph[] networks = [.. OperatorCases.ByName.Values, .. GraphCases.ByName.Values, .. Enumerable.Range(1, 100).Select(RandomNetwork.Draw), .. Enumerable.Range(1, 100).Select(RandomGraph.Draw)];
        var (groups, kernels, cut) = (0, 0, 0);
        foreach (var (network, programs) in networks.Zip(LoweredPrograms.Of(networks)))
            foreach (var program in programs.All)
                foreach (var run in program.Segments.SelectMany(segment => Sweep.Runs(segment.Kernels)))
                    foreach (var strips in Strips.Of(run, largeMaps: 0, floatsOfStrip: 300, images: 1))
                    {
                        var group = run.Skip(strips.First).Take(strips.Kernels).ToList();
                        if (group.Sum(Size) > 2_000_000)
                            continue;
                        var fault = Walk(group, strips);
                        Assert.True(fault is null, $"{fault}\n{network.Declaration("Faulty")}\n{program}");
                        groups++;
                        kernels += group.Count;
                        cut += strips.Ends.Count(ends => ends.Distinct().Count() > 2);
                    }

        output.WriteLine($"{groups} groups of {kernels} kernels, {cut} of them cut into three strips or more");
        Assert.InRange(groups, 100, int.MaxValue);
        Assert.InRange(cut, 200, int.MaxValue);
    }

    [Fact]
    public void The_walk_would_see_a_strip_that_goes_too_far()
    {
        var (group, strips) = Group();
        Assert.Null(Walk(group, strips));
        Assert.Null(Walk(group, strips, byPlace: true));

        // Kernel by kernel, each as far as the one before: the depthwise convolution lacks a row.
        var ends = strips.Ends.Select(own => own.Select((_, strip) => Math.Min(own[^1], strips.Ends[0][strip])).ToArray()).ToList();
        Assert.Contains("reads", Walk(group, strips with { Ends = ends }), StringComparison.Ordinal);
    }

    /// <summary>Kernel by kernel two maps could have one place that rows of both are wanted in together where they go by strips.</summary>
    [Fact]
    public void The_walk_would_see_maps_that_share_a_place()
    {
        var (group, strips) = Group();
        var maps = group.SelectMany(kernel => kernel.Writes).Where(region => region.Space == Space.Sweep).Distinct().ToList();
        Assert.InRange(maps.Count, 3, int.MaxValue);
        maps[2].Offset = maps[0].Offset;
        Assert.NotNull(Walk(group, strips, byPlace: true));
    }

    /// <summary>Large maps with few weights go by strips of nearly one size, each kernel as far as the rows before it allow, and to its end.</summary>
    [Fact]
    public void Strips_take_kernels_along_as_far_as_they_can()
    {
        var (group, strips) = Group();
        output.WriteLine(string.Join('\n', group.Zip(strips.Ends, (kernel, ends) => $"{kernel.Name}: {string.Join(", ", ends)}")));

        Assert.Equal(["layer0 forward", "layer1 forward", "layer2 halo", "layer2 forward", "layer4 forward"], group.Select(kernel => kernel.Name));
        var (first, second) = (strips.Ends[0], strips.Ends[1]);
        Assert.Equal(97, first[^1]);
        Assert.InRange(first.Length, 4, 8);
        Assert.All(first.Zip(first.Skip(1)), strip => Assert.InRange(strip.Second - strip.First, (97 / first.Length) - 1, (97 / first.Length) + 1));
        Assert.Equal([.. first[..^1].Select(end => end - 1), 97], second);
    }

    /// <summary>A row of it would be gone before a window of the earlier kernel came to it.</summary>
    [Fact]
    public void A_kernel_that_writes_over_what_an_earlier_one_reads_comes_behind_the_strips()
    {
        Region input = new("input", Space.Input, 256), first = Map("first"), second = Map("second"), third = Map("third");
        var strips = Assert.Single(Strips.Of([Rows(input, first), Rows(first, second), Rows(second, third), Rows(third, first)], largeMaps: 0, floatsOfStrip: 300, images: 1));
        Assert.Equal((0, 3), (strips.First, strips.Kernels));

        static Region Map(string name) => new(name, Space.PerImage, 256);

        static Generator.Program.Pointwise Rows(Region from, Region to) => new(to.Name, 8, 4, 8, [new Grid(from, 0, 256, 32, 8)], new Grid(to, 0, 256, 32, 8), new Load(0), default);
    }

    [Fact]
    public void Small_maps_go_through_at_once()
    {
        var runs = LoweredPrograms.Of([OperatorCases.LeNet5, LargeMapCases.Chain])[0].All.SelectMany(program => program.Segments).SelectMany(segment => Sweep.Runs(segment.Kernels));
        Assert.All(runs, run => Assert.Empty(Strips.Of(run)));
    }

    private static (List<Kernel> Group, Strips Strips) Group()
    {
        var run = LoweredPrograms.Of([LargeMapCases.Strips])[0].Inference.Segments.SelectMany(segment => Sweep.Runs(segment.Kernels)).MaxBy(run => run.Count)!;
        var strips = Assert.Single(Strips.Of(run));
        return ([.. run.Skip(strips.First).Take(strips.Kernels)], strips);
    }

    /// <summary>A sentence on the first number that a kernel does not find as it should, or that the last of them would not leave so; null where there is none.</summary>
    /// <param name="group">The kernels.</param>
    /// <param name="strips">How they go.</param>
    /// <param name="byPlace">True to look where the plan says that numbers are, false where each region has memory of its own.</param>
    private static string? Walk(List<Kernel> group, Strips strips, bool byPlace = false)
    {
        // Who wrote each number last when a kernel comes to it, where kernels go through the image one after the other.
        var writers = new Dictionary<(Region, long), int>();
        var expected = group.ConvertAll(_ => new Dictionary<(Region, long), int>());
        for (var k = 0; k < group.Count; k++)
        {
            foreach (var place in Items(group[k]).SelectMany(item => Reads(group[k], item)))
                expected[k][place] = writers.GetValueOrDefault(place, -1);
            foreach (var place in Items(group[k]).SelectMany(item => Writes(group[k], item)))
                writers[place] = k;
        }

        var left = byPlace ? [] : writers.ToList();
        var found = new Dictionary<(object, long), int>();
        var done = new int[group.Count];
        for (var strip = 0; strip < strips.Ends[0].Length; strip++)
            for (var k = 0; k < group.Count; k++)
                for (; done[k] < strips.Ends[k][strip]; done[k]++)
                {
                    foreach (var place in Reads(group[k], done[k]))
                        if (found.GetValueOrDefault(At(place), -1) is var writer && writer != expected[k][place])
                            return $"'{group[k].Name}' reads float {place.At} of '{place.Region}' in strip {strip}, written by kernel {writer} and not {expected[k][place]}";
                    foreach (var place in Writes(group[k], done[k]))
                        found[At(place)] = k;
                }

        foreach (var (place, writer) in left)
            if (found[At(place)] != writer)
                return $"float {place.Item2} of '{place.Item1}' is left by kernel {found[At(place)]} and not {writer}";
        return done.Zip(group).All(pair => pair.First == Math.Max(1, pair.Second.ItemsPerImage)) ? null : "a kernel was not done";

        (object, long) At((Region Region, long At) place) => byPlace && place.Region.IsPlanned ? (place.Region.Space, place.Region.Offset + place.At) : (place.Region, place.At);
    }

    private static long Size(Kernel kernel) => kernel switch
    {
        Contraction k => k.Rows.Concat(k.Depth).Where(loop => !loop.IsBatch).Aggregate(1L, (product, loop) => product * loop.Extent),
        _ => kernel.Reads.Concat(kernel.Writes).Sum(region => (long)region.Floats),
    };

    private static IEnumerable<int> Items(Kernel kernel) => Enumerable.Range(0, kernel.ItemsPerImage);

    private static IEnumerable<(Region Region, long At)> Reads(Kernel kernel, int item) => kernel switch
    {
        Generator.Program.Pointwise k => k.Inputs.Where(grid => grid.Region.GrowsWithBatch).SelectMany(grid => Row(grid, item, k.Width, k.Lanes)),
        Window k => Rows(k, item).SelectMany(row => Row(k.Source, row, k.InputWidth, k.Lanes)),
        Contraction k => Places(k, item, k.A, loop => loop.A, isSummed: true, 1).Concat(k.Extra.SelectMany((extra, i) => Places(k, item, extra, loop => loop.Extra[i], isSummed: false, k.Columns))),
        Surround => [],
        _ => throw new InvalidOperationException($"Strips take '{kernel.Name}' along, which the walk does not know."),
    };

    private static IEnumerable<(Region Region, long At)> Writes(Kernel kernel, int item) => kernel switch
    {
        Generator.Program.Pointwise k => k.Results.SelectMany(result => Row(result.Output, item, k.Width, k.Lanes)),
        Window k => Row(k.Target, item, k.Geometry.OutputWidth, k.Lanes),
        Contraction k => Places(k, item, k.Output, loop => loop.Output, isSummed: false, k.Columns),
        Surround k => Zeros(k).Select(at => (k.Target, at)),
        _ => throw new InvalidOperationException($"Strips take '{kernel.Name}' along, which the walk does not know."),
    };

    private static IEnumerable<int> Rows(Window kernel, int item) => Enumerable.Range(0, kernel.Geometry.KernelHeight)
        .Select(tap => (item * kernel.Geometry.StrideHeight) - kernel.Geometry.PadTop + (tap * kernel.Geometry.Dilation)).Where(row => row >= 0 && row < kernel.InputHeight);

    private static IEnumerable<(Region, long)> Row(Grid grid, int row, int width, int lanes) =>
        from pixel in Enumerable.Range(0, width)
        from lane in Enumerable.Range(0, lanes)
        select (grid.Region, grid.Offset + ((long)row * grid.RowStep) + ((long)pixel * grid.PixelStep) + ((long)lane * grid.LaneStep));

    private static IEnumerable<long> Zeros(Surround kernel) =>
        from span in Enumerable.Range(0, kernel.Rows + 1).Select(row =>
            row == 0 ? (From: 0L, Count: kernel.Head) : (From: kernel.Head + ((long)row * kernel.RowFloats) + ((row - 1L) * kernel.Gap), Count: row == kernel.Rows ? kernel.Tail : kernel.Gap))
        from at in Enumerable.Range(0, span.Count)
        select span.From + at;

    /// <summary>Where an item of a contraction finds an operand: the item's place in the loops outside the tile, then the tile's and the summed loops one inside the other.</summary>
    private static IEnumerable<(Region, long)> Places(Contraction kernel, int item, Operand operand, Func<TiledLoop, Step> step, bool isSummed, int columns)
    {
        var tiling = Tiling.Of(kernel);
        var first = (long)operand.Offset;
        foreach (var loop in tiling.Items.Where(loop => !loop.Loop.IsBatch).Reverse())
            (first, item) = (first + ((long)(item % loop.Loop.Extent) * step(loop).Floats), item / loop.Loop.Extent);
        IEnumerable<long> places = [first];
        foreach (var loop in isSummed ? tiling.Depth.Append(tiling.Tile) : [tiling.Tile])
            places = places.SelectMany(place => Enumerable.Range(0, loop.Loop.Extent).Select(i => place + ((long)i * step(loop).Floats)));
        return operand.Region.GrowsWithBatch
            ? places.SelectMany(place => Enumerable.Range(0, columns).Select(column => (operand.Region, place + ((long)(column / Packing.Width) * operand.PanelStep) + (column % Packing.Width))))
            : [];
    }
}
