using System.Globalization;
using ConvGen.Generator.Program;

namespace ConvGen.Tests.Passes;

/// <summary>
/// Runs a program on names instead of numbers: what a kernel writes is named by the kernel, by what it read and by what was there before. Two programs that leave
/// the same names compute the same bits, wherever their regions lie and whichever they are. Zeros around a map are apart from the map: either may come first.
/// </summary>
internal sealed class SymbolicRun
{
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);

    /// <summary>What each kernel of a program leaves, kernel by kernel; those whose names end in <paramref name="apart"/> only do their work.</summary>
    public IReadOnlyList<string> Of(KernelProgram program, string apart)
    {
        var (values, zeros, left) = (new Dictionary<Region, int>(), new Dictionary<Region, int>(), new List<string>());
        foreach (var kernel in program.Kernels)
        {
            var name = kernel.Name.EndsWith(apart, StringComparison.Ordinal) ? kernel.Name[..^apart.Length] : kernel.Name;
            var read = string.Join(' ', kernel.Reads.Select(region => Text(values, region) + (zeros.TryGetValue(region, out var around) ? $" in {around}" : "")));
            var target = kernel is Surround ? zeros : values;
            var written = kernel.Writes.Select((region, i) => (region, Value: Name($"{kernel.GetType().Name} {name} {i} ({read}) over {Text(target, region)}"))).ToList();
            foreach (var (region, value) in written)
                target[region] = value;
            if (name == kernel.Name)
                left.Add($"{name}: {string.Join(' ', written.Select(result => result.Value))}");
        }

        return left;
    }

    private static string Text(Dictionary<Region, int> values, Region region) =>
        values.TryGetValue(region, out var value) ? value.ToString(CultureInfo.InvariantCulture) : region.IsPlanned ? "nothing" : region.Name;

    private int Name(string value) => _names.TryGetValue(value, out var known) ? known : _names[value] = _names.Count;
}
