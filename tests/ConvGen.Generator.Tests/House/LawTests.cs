using System.Text.RegularExpressions;
using ConvGen.Generator.Operators;

namespace ConvGen.Tests;

/// <summary>The laws of the house, read from the source: which room may know what.</summary>
public class LawTests
{
    [Fact]
    public void Only_Reading_Diagnostics_and_the_entries_touch_Roslyn()
    {
        var allowed = new[] { "Reading/", "Diagnostics/", "NetworkGenerator.cs", "FileNames.cs", "NetworkAnalyzer.cs" };
        AssertNone(Repository.GeneratorFiles().Where(path => !allowed.Any(room => Room(path).StartsWith(room, StringComparison.Ordinal))), @"Microsoft\.CodeAnalysis");
    }

    [Fact]
    public void Passes_name_no_operator()
    {
        // As types or as text; a memory space that happens to be called Dense is nobody's business.
        var kinds = string.Join('|', OperatorCatalog.OperatorKinds.Concat(OperatorCatalog.LossKinds));
        AssertNone(Repository.GeneratorFiles("Passes").Where(path => !Room(path).StartsWith("Passes/Rewrites/", StringComparison.Ordinal)), $@"\b(is|as|case|not|or|new|typeof\()\s*({kinds})\b|<({kinds})>|(?<![.\w])({kinds})\s+\w+\s*[,;)]|""({kinds})""");
    }

    [Fact]
    public void Operators_name_no_backend() => AssertNone(Repository.GeneratorFiles("Operators"), @"\bBackends\b");

    [Fact]
    public void Backends_name_no_operator() => AssertNone(Repository.GeneratorFiles("Backends"), @"\bOperators\b");

    [Fact]
    public void Program_knows_nothing_about_networks() => AssertNone(Repository.GeneratorFiles("Program"), @"\b(Graph|Operators|Declaration|Reading|Passes|Backends|Emission)\.|ConvGen\.Generator\.(Graph|Operators|Reading|Passes|Backends|Emission);");

    [Fact]
    public void Declaration_knows_nothing() => AssertNone(Repository.GeneratorFiles("Declaration"), @"using ConvGen\b");

    [Fact]
    public void Generator_reads_no_files_and_depends_on_no_culture() => AssertNone(
        Repository.GeneratorFiles(), @"\b(File|Directory|Environment)\.(?!NewLine)\w+\(|\.To(Lower|Upper)\(\)|Environment\.NewLine|DateTime|Guid\.NewGuid|\bRandom\b");

    /// <summary>What Arm runs holds no instruction of x86: those stand in Avx2Lanes, in what runs beside it, or behind a question whether there are any.</summary>
    [Fact]
    public void Instructions_of_one_processor_stand_where_only_it_comes()
    {
        var runtime = Path.Combine(Repository.Root, "src", "ConvGen.Runtime");
        var instruction = new Regex(@"\b(Avx\w*|Sse\w*|Ssse3|Fma|Bmi\d|Lzcnt|Popcnt|X86Base|AdvSimd|ArmBase|Vector512)\.(?!IsSupported\b)[A-Z]\w*\(");
        var found = Directory.EnumerateFiles(runtime, "*.cs", SearchOption.AllDirectories).Where(path => !Repository.IsBuilt(path) && Path.GetFileName(path) is not ("Avx2Lanes.cs" or "Vector512Lanes.cs" or "VectorMath.Vector512.cs" or "PanelPacker.cs"))
            .SelectMany(path => File.ReadAllLines(path) is var lines ? lines.Where((line, i) => instruction.IsMatch(line) && !lines[i - 1].Contains(".IsSupported)", StringComparison.Ordinal)).Select(line => $"{Repository.Relative(path)}: {line.Trim()}") : []);
        Assert.Empty(found);
        Assert.Matches(instruction, File.ReadAllText(Path.Combine(runtime, "Numerics", "Avx2Lanes.cs")));
        Assert.Single(Regex.Matches(File.ReadAllText(Path.Combine(runtime, "Networks", "PanelPacker.cs")), @"\bTranspose\(from")); // behind: var done = Avx.IsSupported && … : 0
        Assert.Contains("var done = Avx.IsSupported && ", File.ReadAllText(Path.Combine(runtime, "Networks", "PanelPacker.cs")), StringComparison.Ordinal);
        Assert.Contains("Sse.Prefetch0(", File.ReadAllText(Path.Combine(runtime, "Numerics", "Vector128Lanes.cs")), StringComparison.Ordinal); // the one behind a question
    }

    [Fact]
    public void No_room_is_a_drawer()
    {
        string[] drawers = ["Helpers", "Utils", "Common", "Misc", "Extensions"];
        var folders = new[] { "src", "tests", "samples", "benchmarks" }.Select(name => Path.Combine(Repository.Root, name)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories))
            .Where(folder => !Repository.IsBuilt(folder) && drawers.Contains(Path.GetFileName(folder), StringComparer.OrdinalIgnoreCase));
        Assert.Empty(folders.Select(Repository.Relative));
    }

    [Fact]
    public void Every_operator_has_an_attribute_and_every_attribute_an_operator()
    {
        Assert.Equal(Attributes<LayerAttribute>(), OperatorCatalog.OperatorKinds.Order(StringComparer.Ordinal));
        Assert.Equal(Attributes<LossAttribute>(), OperatorCatalog.LossKinds.Order(StringComparer.Ordinal));
    }

    /// <summary>Each operator is declared and lowered in files of its own name, side by side; losses among themselves.</summary>
    [Fact]
    public void Every_operator_has_one_place()
    {
        var files = Repository.GeneratorFiles("Operators").ToArray();
        Assert.All(OperatorCatalog.OperatorKinds.Concat(OperatorCatalog.LossKinds), kind =>
        {
            var place = Assert.Single(files, path => Path.GetFileName(path) == kind + ".cs");
            Assert.Contains(Path.ChangeExtension(place, ".Lowering.cs"), files);
            Assert.Equal(OperatorCatalog.LossKinds.Contains(kind), Room(place).StartsWith("Operators/Losses/", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Every_value_of_Activation_is_a_layer() =>
        Assert.Empty(Enum.GetNames<Activation>().Where(name => name != nameof(Activation.None)).Except(OperatorCatalog.OperatorKinds));

    private static IEnumerable<string> Attributes<TBase>() => typeof(LayerAttribute).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(TBase)) && !type.IsAbstract)
        .Select(type => type.Name[..^"Attribute".Length])
        .Order(StringComparer.Ordinal);

    private static string Room(string path) => Path.GetRelativePath(Repository.Generator, path).Replace('\\', '/');

    /// <summary>No line of code in <paramref name="files"/> matches; comments may say what they like.</summary>
    private static void AssertNone(IEnumerable<string> files, string pattern)
    {
        var lines = files.SelectMany(path => File.ReadLines(path).Select((line, index) => (path, line, number: index + 1)))
            .Where(at => !at.line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Regex.IsMatch(at.line, pattern))
            .Select(at => $"{Repository.Relative(at.path)}:{at.number}: {at.line.Trim()}");
        Assert.Empty(lines);
    }
}
