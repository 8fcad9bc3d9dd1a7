using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ConvGen.Generator.Program;
using ConvGen.Tests.Gpu.Harness;
using ConvGen.Tests.Gpu.Networks;
using ConvGen.Tests.Ptx;

namespace ConvGen.Tests.Gpu.Mutation;

/// <summary>
/// What the tests of kernels are worth: single instructions are taken out or changed, and validator, emulator and oracle should notice. A run takes a sample, the same each time;
/// tests/mutations.sh takes a larger one and writes a report.
/// </summary>
public class MutationTests
{
    /// <summary>
    /// Of a small sample; of a large one more than nine in ten are noticed. Of the others most are the same kernel at the sizes that are tried (an index that is always 0, two sizes that are
    /// equal, a difference that is squared), and some change what only extreme numbers show, which the tests of formulas have.
    /// </summary>
    private const double LeastNoticed = 0.85;

    /// <summary>How many mutants are tried.</summary>
    private const string CountVariable = "CONVGEN_MUTANTS";

    /// <summary>The file that the report goes to.</summary>
    private const string ReportVariable = "CONVGEN_MUTATION_REPORT";

    /// <summary>Forms of one text that are tried, of the smallest and of the largest.</summary>
    private const int FormsOfEachEnd = 2;

    [Fact]
    public void Most_mutants_are_noticed()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable(CountVariable) ?? "150", CultureInfo.InvariantCulture);
        var subjects = Subjects();
        var random = new Random(1);
        var (same, tried, survivors) = (0, new SortedDictionary<string, (int Tried, int Caught)>(StringComparer.Ordinal), new List<string>());

        // A kernel's turn comes as often as another's, whatever its length: long ones repeat themselves.
        for (var i = 0; i < count; i++)
        {
            var subject = subjects[i % subjects.Count];
            List<PtxMutant> mutants = [.. PtxMutations.Of(subject.Text)];
            var mutant = mutants[random.Next(mutants.Count)];
            if (IsSame(mutant))
            {
                same++;
                continue;
            }

            var isCaught = subject.IsNoticed(mutant);
            var (before, caught) = tried.GetValueOrDefault(subject.Form);
            tried[subject.Form] = (before + 1, caught + (isCaught ? 1 : 0));
            if (!isCaught)
                survivors.Add($"{subject.Form} '{subject.Name}', {mutant}{(subject.Runs(mutant) ? "" : " (no trial comes by)")}");
        }

        var report = Report(subjects.Count, same, tried, survivors);
        if (Environment.GetEnvironmentVariable(ReportVariable) is { } file)
            File.WriteAllText(file, report);
        Assert.True(survivors.Count <= (1 - LeastNoticed) * (count - same), report);
    }

    /// <summary>
    /// True for changes that no test can tell from the kernel: global memory's addresses are generic addresses, and sums that begin with a negative zero are the same, but for that zero.
    /// </summary>
    private static bool IsSame(PtxMutant mutant) =>
        (mutant.Replacement.Length == 0 && mutant.Original.StartsWith("cvta.to.global", StringComparison.Ordinal))
        || (mutant.Description == "sign of a number" && mutant.Replacement.Contains("0f80000000", StringComparison.Ordinal));

    /// <summary>The texts of all kernels of the networks, in an order that mixes them, each with its smallest and largest forms.</summary>
    private static List<Subject> Subjects()
    {
        var random = new Random(2);
        return
        [
            .. new[] { NetworkSources.Text, Larger(NetworkSources.Text) }.SelectMany(text => CompiledPrograms.Of(text).Values)
                .SelectMany(network => network.Kernels())
                .GroupBy(KernelTrial.TextOf, StringComparer.Ordinal)
                .Select(group => new Subject(group.Key, Ends([.. group.OrderBy(Floats)])))
                .OrderBy(_ => random.Next()),
        ];
    }

    /// <summary>The same networks on larger images, but for those that say how large a map is: loops that run once there run several times here.</summary>
    private static string Larger(string networks) => string.Concat(
        from network in networks.Split(Start, StringSplitOptions.RemoveEmptyEntries)
        where !network.Contains("[Reshape(", StringComparison.Ordinal)
        select Start + Regex.Replace(
            network, @"\[Input\((\d+), (\d+), (\d+)", input => string.Create(CultureInfo.InvariantCulture, $"[Input({Size(input, 1)}, {Size(input, 2)}, {input.Groups[3].Value}"), RegexOptions.None, TimeSpan.FromSeconds(10)));

    private const string Start = "[Network]";

    private static int Size(Match input, int side) => (3 * int.Parse(input.Groups[side].Value, CultureInfo.InvariantCulture)) + 1;

    private static IReadOnlyList<Kernel> Ends(IReadOnlyList<Kernel> forms) => [.. forms.Take(FormsOfEachEnd).Concat(forms.Reverse().Take(FormsOfEachEnd)).Distinct()];

    private static long Floats(Kernel form) => form.Reads.Concat(form.Writes).Distinct().Sum(region => (long)region.Floats);

    private static string Report(int texts, int same, SortedDictionary<string, (int Tried, int Caught)> tried, List<string> survivors)
    {
        var report = new StringBuilder();
        var (all, caught) = (tried.Values.Sum(form => form.Tried), tried.Values.Sum(form => form.Caught));
        report.Append(CultureInfo.InvariantCulture, $"{caught} of {all} mutants of {texts} texts are noticed, {100.0 * caught / all:F1} %; {same} more change nothing but a zero's sign or how an address is called.\n\n| form | mutants | noticed |\n| --- | --- | --- |\n");
        foreach (var (form, numbers) in tried)
            report.Append(CultureInfo.InvariantCulture, $"| {form} | {numbers.Tried} | {100.0 * numbers.Caught / numbers.Tried:F1} % |\n");
        report.Append("\nNot noticed:\n\n");
        foreach (var survivor in survivors)
            report.Append("- ").Append(survivor).Append('\n');
        return report.ToString();
    }
}
