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
            foreach (var program in programs.All)
            {
                foreach (var images in (int[][])[[0], [0, 1, 2], [2, 1, 0]])
                {
                    var fault = Walk(program, images);
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
    public void Regions_lie_on_cache_lines_within_the_arena()
    {
        foreach (var (network, programs) in Lowered.Value)
            foreach (var program in programs.All)
                foreach (var region in Planned(program))
                {
                    var end = region.Space switch { Space.Prepared => program.PreparedFloats, Space.Fixed => program.FixedFloats, _ => program.PerImageFloats };
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
                var unshared = Planned(program).Where(region => region.Space == Space.PerImage).Sum(region => region.Floats);
                output.WriteLine($"{network.Layers.Count} layers, {program.Mode}: {program.PerImageFloats} floats an image, {unshared} unshared");
                Assert.InRange(program.PerImageFloats, 1, network == deep ? unshared / (program.Mode == "Inference" ? 3 : 1) : unshared);
            }
    }

    [Fact]
    public void Maps_of_one_size_share_a_place_within_a_sweep()
    {
        var program = LoweredPrograms.Of([LargeMapCases.Chain])[0].Inference;
        var sweep = program.Segments.SelectMany(segment => Sweep.Runs(segment.Kernels)).MaxBy(run => run.Count)!;
        var maps = sweep.SelectMany(kernel => kernel.Writes).Where(region => region.Space == Space.PerImage && region.Floats >= 72 * 72 * 8).Distinct().ToList();

        output.WriteLine($"{sweep.Count} kernels; {string.Join(", ", maps.Select(map => $"{map} {map.Floats} at {map.Offset}"))}");
        Assert.Equal(1, Sweep.Images(sweep));
        Assert.InRange(maps.Count, 5, int.MaxValue);
        Assert.InRange(maps.GroupBy(map => map.Floats).Sum(size => size.Select(map => map.Offset).Distinct().Count()), 2, 3);
    }

    /// <summary>What a batch is normalised around: written before a sweep begins in which every image reads it, and not overwritten before that ends.</summary>
    [Fact]
    public void What_all_images_read_of_the_first_one_is_there_through_a_sweep()
    {
        const int Floats = 64;
        Region input = new("input", Space.Input, Floats), centre = Map("centre"), shifted = Map("shifted"), scaled = Map("scaled"), result = Map("result");
        var program = new KernelProgram("Inference", [new Segment("Forward", [Step(input, centre), Step(input, shifted, centre), Step(shifted, scaled), Step(scaled, result)])]);
        PlanMemory.Run(program);

        Assert.Equal([1, 3], Sweep.Runs(program.Segments[0].Kernels).Select(run => run.Count));
        foreach (var images in (int[][])[[0, 1, 2], [2, 1, 0]])
            Assert.Null(Walk(program, images));

        static Region Map(string name) => new(name, Space.PerImage, Floats);

        static Generator.Program.Pointwise Step(Region from, Region to, Region? ofFirst = null) => new(
            to.Name, 1, 1, Floats, [Grid.Vector(from), .. ofFirst is null ? (Grid[])[] : [new Grid(ofFirst, 0, 0, 0, 0)]], Grid.Vector(to), ofFirst is null ? new Load(0) : new Load(0) + new Load(1), default);
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

    /// <summary>
    /// Runs the program with one thread that takes images through each sweep in the given order, twice: what is prepared is there from the first time. Gives the first read that finds something else
    /// than what its region's writer left, as a sentence; null where all is well.
    /// </summary>
    private static string? Walk(KernelProgram program, int[] images)
    {
        var perImage = new (Region? Region, int Image)[program.PerImageFloats * images.Length];
        var shared = new (Region? Region, int Image)[program.FixedFloats];
        var prepared = new (Region? Region, int Image)[program.PreparedFloats];
        foreach (var sweep in program.Segments.Concat(program.Segments.Where(segment => segment.Name != LowerNetwork.Prepare)).SelectMany(segment => Sweep.Runs(segment.Kernels)))
        {
            int[][] turns = sweep[0].ItemsPerImage > 0 ? [.. images.Select(image => new[] { image })] : [images];
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
