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
    /// <summary>The least share that is noticed of a small sample, and of one that is large enough to say more. The report says what the others are.</summary>
    private const double LeastOfFew = 0.92, LeastOfMany = 0.95;

    /// <summary>Mutants from which on a sample is large.</summary>
    private const int Many = 1000;

    /// <summary>How many mutants are tried.</summary>
    private const string CountVariable = "CONVGEN_MUTANTS";

    /// <summary>The file that the report goes to.</summary>
    private const string ReportVariable = "CONVGEN_MUTATION_REPORT";

    /// <summary>Why mutants of a kind are not noticed, as far as they were looked into.</summary>
    private static readonly Dictionary<string, string> _reasons = new(StringComparer.Ordinal)
    {
        ["no trial comes by"] = "Loops over what remains when all threads have their share, of which sizes with the same text leave nothing.",
        ["another size is read, which is equal in all trials"] = "Of whatever layer, and at whatever other size has the same text, both are the same number.",
        ["another size is read, and no trial depends on it"] = "What is made of it is 0 whatever it says: the number of the only block, row or image, the quotient of a number that is smaller.",
        ["a comparison"] = "They differ at one number, where the same comes of both: a product with 0, what nobody writes, a term behind the last that is multiplied by zeros.",
        ["arithmetic of numbers"] =
            "Columns and lanes that nobody writes; one factor of a term behind the last, of which the other is zero; the largest of a row, which the formula takes out again; terms of polynomials that rounding hides.",
        ["arithmetic of indices"] = "Of threads that write nothing, of blocks and groups that are the only ones, and bounds that no index at hand comes to.",
    };

    /// <summary>Forms of one text that are tried, of the smallest and of the largest.</summary>
    private const int FormsOfEachEnd = 2;

    [Fact]
    public void Most_mutants_are_noticed()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable(CountVariable) ?? "150", CultureInfo.InvariantCulture);
        var subjects = Subjects();
        var random = new Random(1);
        var (same, wrong, tried, survivors) = (new SortedDictionary<string, int>(StringComparer.Ordinal), new List<string>(), new SortedDictionary<string, (int Tried, int Caught)>(StringComparer.Ordinal), new List<(string Kind, string Mutant)>());

        // A kernel's turn comes as often as another's, whatever its length: long ones repeat themselves.
        for (var i = 0; i < count; i++)
        {
            var subject = subjects[i % subjects.Count];
            List<PtxMutant> mutants = [.. PtxMutations.Of(subject.Text)];
            var mutant = mutants[random.Next(mutants.Count)];
            if (PtxEquivalence.Of(mutant) is { } reason)
            {
                // A rule that leaves out what a trial tells apart is wrong.
                same[reason] = same.GetValueOrDefault(reason) + 1;
                if (subject.IsNoticedSoon(mutant))
                    wrong.Add($"{subject.Form} '{subject.Name}', {mutant}: {reason}");
                continue;
            }

            var isCaught = subject.IsNoticed(mutant);
            var (before, caught) = tried.GetValueOrDefault(subject.Form);
            tried[subject.Form] = (before + 1, caught + (isCaught ? 1 : 0));
            if (!isCaught)
                survivors.Add((Kind(subject, mutant), $"{subject.Form} '{subject.Name}', {mutant}"));
        }

        var report = Report(subjects.Count, same, tried, survivors);
        if (Environment.GetEnvironmentVariable(ReportVariable) is { } file)
            File.WriteAllText(file, report);
        Assert.Empty(wrong);
        Assert.True(survivors.Count <= (1 - (count < Many ? LeastOfFew : LeastOfMany)) * (count - same.Values.Sum()), report);
    }

    /// <summary>What kind of mutant one is that nothing noticed.</summary>
    private static string Kind(Subject subject, PtxMutant mutant) => mutant.Instruction switch
    {
        _ when !subject.Runs(mutant) => "no trial comes by",
        _ when subject.ReadsAnEqualSize(mutant) => "another size is read, which is equal in all trials",
        { Opcode: "ld" } instruction when instruction.Has("param") => "another size is read, and no trial depends on it",
        { Opcode: "setp" } => "a comparison",
        var instruction when instruction.Has("f32") => "arithmetic of numbers",
        _ => "arithmetic of indices",
    };

    /// <summary>The texts of all kernels of the networks, in an order that mixes them, each with its smallest and largest forms.</summary>
    private static List<Subject> Subjects()
    {
        var random = new Random(2);
        List<Kernel> kernels = [.. new[] { NetworkSources.Text, Larger(NetworkSources.Text) }.SelectMany(text => CompiledPrograms.Of(text).Values).SelectMany(network => network.Kernels())];
        return
        [
            .. Texts(kernels, Precision.Default).Concat(Texts(kernels.Where(KernelTrial.HasTensor), Precision.TensorFloat32)).OrderBy(_ => random.Next()),
        ];

        static IEnumerable<Subject> Texts(IEnumerable<Kernel> kernels, Precision precision) => kernels
            .GroupBy(kernel => KernelTrial.TextOf(kernel, precision), StringComparer.Ordinal)
            .Select(group => new Subject(group.Key, Ends([.. group.OrderBy(Floats)]), precision));
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

    private static string Report(int texts, SortedDictionary<string, int> same, SortedDictionary<string, (int Tried, int Caught)> tried, List<(string Kind, string Mutant)> survivors)
    {
        var report = new StringBuilder();
        var (all, caught) = (tried.Values.Sum(form => form.Tried), tried.Values.Sum(form => form.Caught));
        report.Append(CultureInfo.InvariantCulture, $"{caught} of {all} mutants of {texts} texts are noticed, {100.0 * caught / all:F1} %.\n\n| form | mutants | noticed |\n| --- | --- | --- |\n");
        foreach (var (form, numbers) in tried)
            report.Append(CultureInfo.InvariantCulture, $"| {form} | {numbers.Tried} | {100.0 * numbers.Caught / numbers.Tried:F1} % |\n");
        report.Append("\nNot counted, because they are the kernel in other words:\n\n");
        foreach (var (reason, number) in same)
            report.Append(CultureInfo.InvariantCulture, $"- {number}: {reason}\n");
        foreach (var kind in survivors.GroupBy(survivor => survivor.Kind, StringComparer.Ordinal).OrderByDescending(kind => kind.Count()))
        {
            report.Append(CultureInfo.InvariantCulture, $"\nNot noticed, {kind.Count()}: {kind.Key}. {_reasons[kind.Key]}\n\n");
            foreach (var (_, survivor) in kind)
                report.Append("- ").Append(survivor).Append('\n');
        }

        return report.ToString();
    }
}
