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
        var (groups, kernels, cut, rolling, moved) = (0, 0, 0, 0, 0L);
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
                        rolling += strips.Rolling.Count;
                        moved += strips.Rolling.Sum(map => map.Moved.Sum());
                    }

        output.WriteLine($"{groups} groups of {kernels} kernels, {cut} of them cut into three strips or more; {rolling} maps roll, and move {moved} floats");
        Assert.InRange(groups, 100, int.MaxValue);
        Assert.InRange(cut, 200, int.MaxValue);
        Assert.InRange(rolling, 50, int.MaxValue);
        Assert.InRange(moved, 1000, long.MaxValue);
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

    /// <summary>Rows that windows reach back to, and places that begin a row too far.</summary>
    [Fact]
    public void The_walk_would_see_rows_that_a_rolling_map_no_longer_has()
    {
        var (group, strips) = Group();
        var map = strips.Rolling.MaxBy(map => map.Moved.Sum())!;
        var row = map.Region.PixelFloats * 88L;
        Assert.InRange(map.Moved.Sum(), row, long.MaxValue);

        foreach (var faulty in new[] { map with { Moved = [.. map.Moved.Select(_ => 0L)] }, map with { Begins = [.. map.Begins.Select(begin => begin == 0 ? 0 : begin + row)] } })
            Assert.NotNull(Walk(group, strips with { Rolling = [.. strips.Rolling.Select(other => other == map ? faulty : other)] }));
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

        Assert.Equal(["layer0 halo", "layer0 forward", "layer1 forward", "layer2 halo", "layer2 forward"], group.Select(kernel => kernel.Name));
        var (first, second) = (strips.Ends[1], strips.Ends[2]);
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

        var left = byPlace ? [] : writers.Where(number => strips.Rolling.All(map => map.Region != number.Key.Item1)).ToList();
        var found = new Dictionary<(object, long), (int Writer, long At)>();
        var begins = strips.Rolling.ToDictionary(map => map.Region, _ => 0L);
        var done = new int[group.Count];
        for (var strip = 0; strip < strips.Ends[0].Length; strip++)
        {
            foreach (var map in strips.Rolling)
            {
                var rows = Enumerable.Range(0, (int)map.Moved[strip]).Select(at => found.GetValueOrDefault(At((map.Region, map.Begins[strip] + at)), (-1, map.Begins[strip] + at))).ToList();
                begins[map.Region] = map.Begins[strip];
                foreach (var (number, at) in rows.Select((number, at) => (number, at)))
                    found[At((map.Region, map.Begins[strip] + at))] = number;
            }

            for (var k = 0; k < group.Count; k++)
                for (; done[k] < strips.Ends[k][strip]; done[k]++)
                {
                    foreach (var place in Reads(group[k], done[k]))
                    {
                        // Lanes that only fill up pixels of a rolling map are whatever was there.
                        var (writer, at) = expected[k][place] < 0 && begins.ContainsKey(place.Region) ? (-1, place.At) : found.GetValueOrDefault(At(place), (-1, place.At));
                        if (writer != expected[k][place] || at != place.At)
                            return $"'{group[k].Name}' reads float {place.At} of '{place.Region}' in strip {strip}, and finds float {at} written by kernel {writer} and not {expected[k][place]}";
                    }

                    foreach (var place in Writes(group[k], done[k]))
                    {
                        var inPlace = place.At - begins.GetValueOrDefault(place.Region);
                        if (inPlace < 0 || inPlace >= place.Region.Floats)
                            return $"'{group[k].Name}' writes float {place.At} of '{place.Region}' in strip {strip}, which would lie {inPlace} floats behind its place's beginning";
                        found[At(place)] = (k, place.At);
                    }
                }
        }

        foreach (var (place, writer) in left)
            if (found[At(place)].Writer != writer)
                return $"float {place.Item2} of '{place.Item1}' is left by kernel {found[At(place)].Writer} and not {writer}";
        return done.Zip(group).All(pair => pair.First == Math.Max(1, pair.Second.ItemsPerImage)) ? null : "a kernel was not done";

        (object, long) At((Region Region, long At) place)
        {
            var at = place.At - begins.GetValueOrDefault(place.Region);
            return byPlace && place.Region.IsPlanned ? (place.Region.Space, place.Region.Offset + at) : (place.Region, at);
        }
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
        Surround k => Enumerable.Range(0, k.Length(item)).Select(at => (k.Target, k.Start(item) + at)),
        _ => throw new InvalidOperationException($"Strips take '{kernel.Name}' along, which the walk does not know."),
    };

    private static IEnumerable<int> Rows(Window kernel, int item) => Enumerable.Range(0, kernel.Geometry.KernelHeight)
        .Select(tap => (item * kernel.Geometry.StrideHeight) - kernel.Geometry.PadTop + (tap * kernel.Geometry.Dilation)).Where(row => row >= 0 && row < kernel.InputHeight);

    private static IEnumerable<(Region, long)> Row(Grid grid, int row, int width, int lanes) =>
        from pixel in Enumerable.Range(0, width)
        from lane in Enumerable.Range(0, lanes)
        select (grid.Region, grid.Offset + ((long)row * grid.RowStep) + ((long)pixel * grid.PixelStep) + ((long)lane * grid.LaneStep));

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
