using ConvGen.Generator.Program;
using ConvGen.Tests.Gpu.Harness;
using ConvGen.Tests.Ptx;

namespace ConvGen.Tests.Gpu.Mutation;

/// <summary>A text of kernels and the forms that it is the text of, which differ in sizes, operands and formulas' places.</summary>
/// <param name="text">The text.</param>
/// <param name="forms">At least one.</param>
internal sealed class Subject(string text, IReadOnlyList<Kernel> forms)
{
    /// <summary>A mutant that runs ten times as long as the kernel will not end.</summary>
    private const int Patience = 10;

    /// <summary>Floats of the largest trial, which has so many images that loops over them run several times.</summary>
    private const int LargestTrial = 30_000;

    private const int MostImages = 150;

    private readonly HashSet<int> _run = [];
    private long[]? _budgets;

    public string Text { get; } = text;

    /// <summary>What kind of form it is.</summary>
    public string Form => forms[0].GetType().Name;

    /// <summary>What the first of them is for.</summary>
    public string Name => forms[0].Name;

    /// <summary>True where something tells the mutant from the kernel.</summary>
    public bool IsNoticed(PtxMutant mutant)
    {
        if (PtxValidator.Validate(mutant.Text).Problems.Count > 0)
            return true;
        var module = PtxModule.Parse(mutant.Text);
        var budgets = _budgets ??= [.. forms.Select(form => Measure(form) * Patience)];
        for (var i = 0; i < forms.Count; i++)
            foreach (var batch in new[] { 2, 1, Images(forms[i]) })
                if (new KernelTrial(forms[i], batch, batch + 1) { Module = module, Budget = budgets[i] }.Faults().Count > 0)
                    return true;
        return false;
    }

    /// <summary>True where the kernels came by the changed line; asked of mutants that were tried.</summary>
    public bool Runs(PtxMutant mutant) => _run.Contains(mutant.Line);

    private static int Images(Kernel form) =>
        (int)Math.Clamp(LargestTrial / Math.Max(1, form.Reads.Concat(form.Writes).Distinct().Where(region => region.GrowsWithBatch).Sum(region => (long)region.Floats)), 3, form is PairwiseReduction ? 10 : MostImages);

    private long Measure(Kernel form)
    {
        var trial = new KernelTrial(form, Images(form), Images(form) + 1) { Budget = 1_000_000_000 };
        if (trial.Faults() is [var fault, ..])
            throw new InvalidOperationException($"'{form.Name}' is wrong without any change: {fault}");
        foreach (var (kernel, report) in PtxModule.Parse(Text).Kernels.Zip(trial.Reports))
            _run.UnionWith(kernel.Instructions.Where(instruction => report.Profile[instruction.Index] > 0).Select(instruction => instruction.Line));
        return trial.Reports.Max(report => report.ThreadInstructions);
    }
}
