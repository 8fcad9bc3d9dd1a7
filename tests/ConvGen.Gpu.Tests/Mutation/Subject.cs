using System.Globalization;
using System.Text.RegularExpressions;
using ConvGen.Generator.Backends.Gpu;
using ConvGen.Generator.Backends.Gpu.Kernels;
using ConvGen.Generator.Program;
using ConvGen.Tests.Gpu.Harness;
using ConvGen.Tests.Ptx;

namespace ConvGen.Tests.Gpu.Mutation;

/// <summary>A text of kernels and the forms that it is the text of, which differ in sizes, operands and formulas' places.</summary>
/// <param name="text">The text.</param>
/// <param name="forms">At least one.</param>
/// <param name="precision">How tensor cores multiply; <see cref="Precision.Default"/> where the text is for devices without.</param>
internal sealed class Subject(string text, IReadOnlyList<Kernel> forms, Precision precision = Precision.Default)
{
    /// <summary>A mutant that runs ten times as long as the kernel will not end.</summary>
    private const int Patience = 10;

    /// <summary>Floats of a large trial, which has so many images that loops over them run several times, and of the largest, for mutants that no other finds.</summary>
    private const int LargeTrial = 30_000, LargestTrial = 200_000;

    /// <summary>Images of a trial, and of one that has so many that every thread of a block has several; images that are compared with each other, all pairs or all triples of them.</summary>
    private const int MostImages = 150, MostSmallImages = 1200, MostImagesPaired = 300, MostImagesCompared = 10;

    /// <summary>Images of as many sizes as <see cref="Numbers.Extreme"/> numbers have.</summary>
    private const int ImagesOfAllSizes = 6;

    /// <summary>Other sizes that are looked at, and of those with the same text how many are tried.</summary>
    private const int SizesLookedAt = 120, SizesTried = 9;

    private readonly HashSet<int> _run = [];
    private readonly Dictionary<(Kernel Form, Numbers Numbers, int Images, int? Parts), long> _budgets = [];
    private List<Kernel>? _others;

    public string Text { get; } = text;

    /// <summary>What kind of form it is.</summary>
    public string Form => forms[0].GetType().Name + (precision == Precision.Default ? "" : " on tensor cores");

    /// <summary>What the first of them is for.</summary>
    public string Name => forms[0].Name;

    /// <summary>True where something tells the mutant from the kernel.</summary>
    public bool IsNoticed(PtxMutant mutant) => IsNoticedSoon(mutant) || IsNoticedLate(mutant);

    /// <summary>True where the validator or a network's own sizes tell the mutant from the kernel: most that differ.</summary>
    public bool IsNoticedSoon(PtxMutant mutant) =>
        PtxValidator.Validate(mutant.Text).Problems.Count > 0 || forms.Any(form => IsNoticed(form, Numbers.Usual, mutant, 2, 1, Images(form, LargeTrial, MostImages)));

    /// <summary>True where the kernels came by the changed line; asked of mutants that were tried.</summary>
    public bool Runs(PtxMutant mutant) => _run.Contains(mutant.Line);

    /// <summary>True where the mutant reads another size than the kernel, and both are the same in all trials.</summary>
    public bool ReadsAnEqualSize(PtxMutant mutant)
    {
        var size = Regex.Match(mutant.Replacement, @"^ld\.param\.u32 r\d+, \[n(\d+)\+(-?)4\];$", RegexOptions.None, TimeSpan.FromSeconds(1));
        if (!size.Success)
            return false;
        var meant = int.Parse(size.Groups[1].Value, CultureInfo.InvariantCulture);
        var (read, launch) = (meant + (size.Groups[2].Length > 0 ? -1 : 1), PtxModule.Parse(Text).Kernels.TakeWhile(kernel => kernel.Name != mutant.Kernel.Name).Count());
        return forms.Concat(Others).Select(form => KernelTrial.CodeOf(GpuKernels.Of(form).ElementAt(launch), precision).Sizes).All(sizes => read >= 0 && read < sizes.Count && sizes[read] == sizes[meant]);
    }

    /// <summary>The same text at sizes that no network here has.</summary>
    private List<Kernel> Others => _others ??= FindOthers();

    /// <summary>What costs more: other sizes, other numbers, and many images, for the loops that only they enter.</summary>
    private bool IsNoticedLate(PtxMutant mutant) =>
        Others.Any(form => IsNoticed(form, Numbers.Usual, mutant, 3, 1, Images(form, LargeTrial, MostImages)))
        || forms.Concat(Others).Any(form => IsNoticed(form, Numbers.Wide, mutant, 2, Images(form, LargeTrial, MostImages)))
        || forms.Concat(Others).Any(form => IsNoticed(form, Numbers.Extreme, mutant, Math.Max(form is PairwiseReduction ? 1 : ImagesOfAllSizes, Images(form, LargeTrial, MostImages))))
        || Others.TakeLast(2).Append(forms[^1]).Any(form => IsNoticed(form, Numbers.Usual, mutant, Images(form, LargestTrial, MostSmallImages)));

    private List<Kernel> FindOthers()
    {
        var (known, others) = (forms.Select(Sizes).ToHashSet(StringComparer.Ordinal), new List<Kernel>());
        for (var seed = 0; seed < SizesLookedAt && others.Count < SizesTried; seed++)
            if (Resizing.Of(forms[seed % forms.Count], seed) is { } other && KernelTrial.TextOf(other, precision) == Text && known.Add(Sizes(other)))
                others.Add(other);
        return others;
    }

    private static string Sizes(Kernel form) => string.Concat(GpuKernels.Of(form).Select(launch => $"{string.Join(',', launch.Code.Sizes)} {launch.Blocks};"));

    private bool IsNoticed(Kernel form, Numbers numbers, PtxMutant mutant, params int[] batches)
    {
        var (module, most, parts) = (PtxModule.Parse(mutant.Text), batches.Max(), Parts(form, mutant));
        if (!_budgets.TryGetValue((form, numbers, most, parts), out var budget))
            budget = _budgets[(form, numbers, most, parts)] = Measure(form, numbers, most, parts) * Patience;
        return batches.Any(batch => new KernelTrial(form, batch, batch + 1, precision) { Module = module, Budget = budget, Numbers = numbers, Parts = parts }.Faults().Count > 0);
    }

    /// <summary>One where it is the kernel that makes sums as a whole: few trials have so many images that it would run of itself.</summary>
    private static int? Parts(Kernel form, PtxMutant mutant) =>
        GpuKernels.Of(form).Where((_, i) => mutant.Kernel.Name == KernelTrial.NameOf(i)).Any(launch => launch.Split?.Role == SplitRole.Whole) ? 1 : null;

    private static int Images(Kernel form, int floats, int most)
    {
        var image = form.Reads.Concat(form.Writes).Distinct().Where(region => region.GrowsWithBatch && region.Floats < int.MaxValue).Sum(region => (long)region.Floats);
        var limit = form is not PairwiseReduction pairwise ? most : pairwise.Operation == PairwiseOperation.Pairs && most > MostImages ? MostImagesPaired : MostImagesCompared;
        return (int)Math.Clamp(floats / Math.Max(1, image), 3, limit);
    }

    private long Measure(Kernel form, Numbers numbers, int images, int? parts)
    {
        var trial = new KernelTrial(form, images, images + 1, precision) { Budget = 10_000_000_000, Numbers = numbers, Parts = parts };
        if (trial.Faults() is [var fault, ..])
            throw new InvalidOperationException($"'{form.Name}' is wrong without any change: {numbers}, {images} images: {fault}");
        var kernels = PtxModule.Parse(Text).Kernels.ToDictionary(kernel => kernel.Name, StringComparer.Ordinal);
        foreach (var report in trial.Reports)
            _run.UnionWith(kernels[report.Kernel].Instructions.Where(instruction => report.Profile[instruction.Index] > 0).Select(instruction => instruction.Line));
        return trial.Reports.Max(report => report.ThreadInstructions);
    }
}
