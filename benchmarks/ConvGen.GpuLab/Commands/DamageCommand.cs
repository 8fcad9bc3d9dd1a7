using ConvGen.GpuLab.Pack;

namespace ConvGen.GpuLab.Commands;

/// <summary>
/// A few cases of a pack with mistakes that a run must find: a kernel that no driver takes, one that computes something else, a launch that leaves its memory, which ends a device; and one
/// without.
/// </summary>
internal static class DamageCommand
{
    private const int TooMany = 1 << 12;

    /// <exception cref="ArgumentException">The pack has no such cases.</exception>
    public static int Run(string from, string to)
    {
        var pack = PackReader.Read(from);
        // An addition of elements: subtracting instead cannot go unnoticed, as it may where parts of a sum are zeros.
        var adds = Find(pack, each => each.Form == "Pointwise" && Text(each).Contains("add.rn.f32", StringComparison.Ordinal));
        var refused = Find(pack, each => each.Form == "Move" && !Shares(each, adds));
        var right = Find(pack, each => !Shares(each, adds) && !Shares(each, refused));
        var leaves = right with { Launches = [.. right.Launches.Select(launch => launch with { Grid = launch.Grid with { X = launch.Grid.X * TooMany }, Numbers = [launch.Numbers[0] * TooMany, .. launch.Numbers.Skip(1)] })] };

        var numbers = new Dictionary<int, int>();
        using var writer = new PackWriter(to);
        foreach (var (each, find, replace) in new[] { (refused, "ret;", "retrun;"), (adds, "add.rn.f32", "sub.rn.f32"), (leaves, "", ""), (right, "", "") })
        {
            foreach (var kernel in each.Launches.Select(launch => launch.Kernel).Where(kernel => numbers.TryAdd(kernel, numbers.Count)))
                writer.Add(pack.Kernels[kernel] with { Body = find.Length == 0 ? pack.Kernels[kernel].Body : pack.Kernels[kernel].Body.Replace(find, replace, StringComparison.Ordinal) });
            writer.Add(each with { Launches = [.. each.Launches.Select(launch => launch with { Kernel = numbers[launch.Kernel] })] });
        }

        writer.Finish();
        return 0;

        string Text(PackedCase each) => string.Concat(each.Launches.Select(launch => pack.Kernels[launch.Kernel].Body));
    }

    private static bool Shares(PackedCase one, PackedCase other) => one.Launches.Any(launch => other.Launches.Any(another => another.Kernel == launch.Kernel));

    private static PackedCase Find(KernelPack pack, Func<PackedCase, bool> isWanted) => pack.Cases.FirstOrDefault(isWanted) ?? throw new ArgumentException("The pack lacks a case to damage.");
}
