using ConvGen.Generator.Passes;
using ConvGen.Generator.Program;
using ConvGen.Tests.Graphs;
using ConvGen.Tests.Harness;
using ConvGen.Tests.Operators;
using ConvGen.Tests.Oracle;
using ConvGen.Tests.Random;
using Xunit.Abstractions;

namespace ConvGen.Tests.Laws;

/// <summary>
/// The planned arena, walked kernel by kernel and image by image with nothing but addresses: whoever reads a region finds what was written to it,
/// not what another region or image wrote over it since. The graph's and the program's own verifiers agree.
/// </summary>
public sealed class MemoryPlanTests(ITestOutputHelper output)
{
    private const int FloatsPerCacheLine = 16;

    private static readonly Lazy<IReadOnlyList<(Graph Network, LoweredPrograms Programs)>> Lowered = new(() =>
    {
        Graph[] networks =
        [
            .. OperatorCases.ByName.Values, .. GraphCases.ByName.Values,
            .. Enumerable.Range(1, 200).Select(RandomNetwork.Draw), .. Enumerable.Range(1, 200).Select(RandomGraph.Draw),
        ];
        return [.. networks.Zip(LoweredPrograms.Of(networks))];
    });

    [Fact]
    public void The_verifiers_find_no_fault_in_any_graph_or_program()
    {
        foreach (var (network, programs) in Lowered.Value)
        {
            var faults = programs.Faults.ToList();
            Assert.True(faults.Count == 0, $"{string.Join('\n', faults)}\n{network.Declaration("Faulty")}\n{programs.Graph}\n{programs.Inference}\n{programs.Training}");
        }
    }

    [Fact]
    public void Every_read_finds_what_was_written()
    {
        foreach (var (network, programs) in Lowered.Value)
            foreach (var program in programs.All.SelectMany(program => program.Forms.Select(program.With)))
            {
                foreach (var (images, allAtOnce) in ((int[], bool)[])[([0], false), ([0, 1, 2], false), ([2, 1, 0], false), ([0, 1, 2], true)])
                {
                    var fault = Walk(program, images, allAtOnce);
                    Assert.True(fault is null, $"{fault}\n{network.Declaration("Faulty")}\n{program}");
                }
            }
    }

    [Fact]
    public void The_walk_would_see_an_overlap()
    {
        var program = LoweredPrograms.Of([OperatorCases.LeNet5])[0].Training;
        var regions = Planned(program).Where(region => region.Space == Space.PerImage).ToList();
        foreach (var moved in regions)
            moved.Offset = 0;
        program.PerImageFloats = regions.Max(region => region.Floats);
        Assert.NotNull(Walk(program, [0]));
    }

    [Fact]
    public void The_walk_would_see_an_overlap_within_a_sweep()
    {
        Region input = new("input", Space.Input, 64), skipped = Map("skipped"), within = Map("within"), later = Map("later"), sum = Map("sum");
        var adds = new Generator.Program.Pointwise("sum", 1, 1, 64, [Grid.Vector(skipped), Grid.Vector(later)], Grid.Vector(sum), new Load(0) + new Load(1), default);
        var program = new KernelProgram("Inference", [new Segment("Forward", [Step(input, skipped), Step(skipped, within), Step(within, later), adds]), new Segment("Read", [Step(sum, Map("result"))])]);
        KeepInSweeps.Run(program);
        PlanMemory.Run(program);

        Assert.Equal(2 * 64, program.SweepFloats); // element by element, 'later' lies over 'within'
        Assert.Empty(ProgramVerifier.Verify(program));
        Assert.Null(Walk(program, [0, 1]));
        Assert.Null(Walk(program, [0, 1], allAtOnce: true));
        (within.Offset, later.Offset) = (skipped.Offset, skipped.Offset);
        Assert.Contains(ProgramVerifier.Verify(program), fault => fault.Contains("overlap", StringComparison.Ordinal));
        Assert.NotNull(Walk(program, [0, 1]));
        Assert.NotNull(Walk(program, [0, 1], allAtOnce: true));
    }

    [Fact]
    public void Regions_lie_on_cache_lines_within_the_arena()
    {
        foreach (var (network, programs) in Lowered.Value)
            foreach (var program in programs.All)
                foreach (var region in Planned(program))
                {
                    var end = region.Space switch { Space.Prepared => program.PreparedFloats, Space.Fixed => program.FixedFloats, Space.Sweep => program.SweepFloats, _ => program.PerImageFloats };
                    var fits = region.Offset >= 0 && region.Offset % FloatsPerCacheLine == 0 && region.Offset + region.Floats <= end;
                    Assert.True(fits, $"{region} at {region.Offset} with {region.Floats} floats of {end}\n{network.Declaration("Faulty")}");
                }
    }

    [Fact]
    public void A_network_larger_than_a_cache_shares_memory()
    {
        var deep = new Sequential(new(64, 64, 16), [.. Enumerable.Repeat(new Conv2D(16, 3) { Padding = Padding.Same }, 8)]);
        foreach (var network in (Sequential[])[OperatorCases.LeNet5, deep])
            foreach (var program in LoweredPrograms.Of([network])[0].All)
            {
                var unshared = Planned(program).Where(region => region.Space is Space.PerImage or Space.Sweep).Sum(region => region.Floats);
                var planned = program.PerImageFloats + program.SweepFloats;
                output.WriteLine($"{network.Layers.Count} layers, {program.Mode}: {program.PerImageFloats} floats an image, {program.SweepFloats} in sweeps, {unshared} unshared");
                Assert.InRange(planned, 1, network == deep ? unshared / (program.Mode == "Inference" ? 3 : 1) : unshared);
            }
    }

    [Fact]
    public void A_sweep_keeps_its_maps_for_itself_and_reuses_their_places()
    {
        var program = LoweredPrograms.Of([LargeMapCases.Chain])[0].Inference;
        var sweep = program.Segments.SelectMany(segment => Sweep.Runs(segment.Kernels)).MaxBy(run => run.Count)!;
        var maps = sweep.SelectMany(kernel => kernel.Writes).Where(region => region.Floats >= 72 * 72 * 8).Distinct().ToList();
        var kept = maps.Where(region => region.Space == Space.Sweep).ToList();

        output.WriteLine($"{sweep.Count} kernels; {string.Join(", ", maps.Select(map => $"{map} {map.Floats} in {map.Space} at {map.Offset}"))}");
        Assert.Equal(1, Sweep.Images(sweep));
        Assert.InRange(kept.Count, 5, int.MaxValue);
        Assert.InRange(maps.Count - kept.Count, 0, 1);
        Assert.InRange(program.SweepFloats, kept.Max(map => map.Floats), 3 * kept.Max(map => map.Floats));
        Assert.Equal((program.SweepFloats, program.SweepFloats), program.ThreadSweepFloats);
    }

    /// <summary>Image by image a map is read for the last time before one of its size is written that lives on: they lie equally far apart, whichever image goes first.</summary>
    [Fact]
    public void Maps_of_one_size_share_a_place_within_a_sweep()
    {
        Region input = new("input", Space.Input, 64), before = Map("before"), within = Map("within"), after = Map("after"), result = Map("result");
        var program = new KernelProgram("Inference", [new Segment("Forward", [Step(input, before)]), new Segment("Loss", [Step(before, within), Step(within, after)]), new Segment("Read", [Step(after, result)])]);
        KeepInSweeps.Run(program);
        PlanMemory.Run(program);

        Assert.Equal([Space.PerImage, Space.Sweep, Space.PerImage], new[] { before, within, after }.Select(region => region.Space));
        Assert.Equal(before.Offset, after.Offset);
        foreach (var images in (int[][])[[0, 1, 2], [2, 1, 0]])
            Assert.Null(Walk(program, images));
    }

    /// <summary>What another segment reads stays in the arena; so does what only copies touch, which take all images at once.</summary>
    [Fact]
    public void What_is_wanted_beyond_a_sweep_stays_in_the_arena()
    {
        Region input = new("input", Space.Input, 64), read = Map("read"), within = Map("within"), last = Map("last"), copied = Map("copied"), twice = Map("twice");
        var program = new KernelProgram("Inference",
        [
            new Segment("Forward", [Step(input, read), Step(read, within), Step(within, last)]),
            new Segment("Read", [Copy(read, copied), Copy(copied, twice), Copy(last, twice)]),
        ]);
        KeepInSweeps.Run(program);

        Assert.Equal([Space.Sweep], new[] { within }.Select(region => region.Space));
        Assert.All([read, last, copied, twice], region => Assert.Equal(Space.PerImage, region.Space));

        static Move Copy(Region from, Region to) => new(to.Name, [Loop.Batch, new Loop("float", 64)], from, 0, [64, 1], to, 0, [64, 1]);
    }

    /// <summary>What a batch is normalised around: written before a sweep begins in which every image reads it, and not overwritten before that ends.</summary>
    [Fact]
    public void What_all_images_read_of_the_first_one_is_there_through_a_sweep()
    {
        Region input = new("input", Space.Input, 64), centre = Map("centre"), shifted = Map("shifted"), scaled = Map("scaled"), result = Map("result");
        var program = new KernelProgram("Inference", [new Segment("Forward", [Step(input, centre), Step(input, shifted, centre), Step(shifted, scaled), Step(scaled, result)])]);
        KeepInSweeps.Run(program);
        PlanMemory.Run(program);

        Assert.Equal(Space.PerImage, centre.Space);
        Assert.Equal([1, 3], Sweep.Runs(program.Segments[0].Kernels).Select(run => run.Count));
        foreach (var images in (int[][])[[0, 1, 2], [2, 1, 0]])
            Assert.Null(Walk(program, images));
    }

    [Fact]
    public void Images_go_one_by_one_only_where_weights_are_light()
    {
        foreach (var (channels, together) in ((int, bool)[])[(16, true), (256, false)])
        {
            var network = new Sequential(new(4, 4, channels), [.. Enumerable.Repeat(new Conv2D(channels, 3) { Padding = Padding.Same }, 3)]);
            var runs = LoweredPrograms.Of([network])[0].Inference.Segments.SelectMany(segment => Sweep.Runs(segment.Kernels)).ToList();
            Assert.Equal(together, runs.Exists(run => run.Count(kernel => kernel is Contraction or Winograd) > 1));
        }
    }

    private static Region Map(string name) => new(name, Space.PerImage, 64);

    private static Generator.Program.Pointwise Step(Region from, Region to, Region? ofFirst = null) => new(
        to.Name, 1, 1, from.Floats, [Grid.Vector(from), .. ofFirst is null ? (Grid[])[] : [new Grid(ofFirst, 0, 0, 0, 0)]], Grid.Vector(to), ofFirst is null ? new Load(0) : new Load(0) + new Load(1), default);

    /// <summary>
    /// Runs the program with one thread that takes images through each sweep in the given order, twice: what is prepared is there from the first time. Gives the first read that finds something else
    /// than what its region's writer left, as a sentence; null where all is well. Or else all images are at one kernel at a time, as where several threads share few images.
    /// </summary>
    private static string? Walk(KernelProgram program, int[] images, bool allAtOnce = false)
    {
        var together = allAtOnce ? images.Length : 1;
        var kept = new (Region? Region, int Image)[program.SweepFloats * together];
        var perImage = new (Region? Region, int Image)[program.PerImageFloats * images.Length];
        var shared = new (Region? Region, int Image)[program.FixedFloats];
        var prepared = new (Region? Region, int Image)[program.PreparedFloats];
        foreach (var sweep in program.Segments.Concat(program.Segments.Where(segment => segment.Name != LowerNetwork.Prepare)).SelectMany(segment => Sweep.Runs(segment.Kernels)))
        {
            Array.Clear(kept);
            int[][] turns = sweep[0].ItemsPerImage > 0 && !allAtOnce ? [.. images.Select(image => new[] { image })] : [images];
            foreach (var turn in turns)
                foreach (var kernel in sweep)
                    if (Fault(kernel, turn) is { } fault)
                        return fault;
        }

        return null;

        string? Fault(Kernel kernel, int[] turn)
        {
            foreach (var (region, image) in Parts(kernel.Reads, turn).Concat(Parts(kernel.ReadsOfFirstImage, [0])))
                foreach (var owner in Place(region, image))
                    if (owner != (region, image))
                        return $"'{kernel.Name}' reads '{region}' of image {image}, but finds {(owner.Region is null ? "nothing" : $"'{owner.Region}' of image {owner.Image}")}.";
            foreach (var (region, image) in Parts(kernel.Writes, turn))
                Place(region, image).Fill((region, image));
            return null;
        }

        Span<(Region? Region, int Image)> Place(Region region, int image) => region.Space switch
        {
            Space.Prepared => prepared.AsSpan((int)region.Offset, region.Floats),
            Space.Fixed => shared.AsSpan((int)region.Offset, region.Floats),
            Space.Sweep => kept.AsSpan(((int)region.Offset * together) + (image % together * region.Floats), region.Floats),
            _ => perImage.AsSpan(((int)region.Offset * images.Length) + (image * region.Floats), region.Floats),
        };
    }

    private static IEnumerable<(Region Region, int Image)> Parts(IEnumerable<Region> regions, int[] images) =>
        from region in regions
        where region.IsPlanned
        from image in region.GrowsWithBatch ? images : [0]
        select (region, image);

    private static IEnumerable<Region> Planned(KernelProgram program) =>
        program.Kernels.SelectMany(kernel => kernel.Reads.Concat(kernel.Writes)).Where(region => region.IsPlanned).Distinct();
}
