using ConvGen.GpuLab.Pack;

namespace ConvGen.GpuLab.Commands;

/// <summary>A pack with mistakes that a run must find: a kernel that no driver takes, and one that computes something else.</summary>
internal static class DamageCommand
{
    public static int Run(string from, string to)
    {
        var pack = PackReader.Read(from);
        var wrong = pack.Kernels.First(kernel => kernel.Body.Contains("add.rn.f32", StringComparison.Ordinal));
        var refused = pack.Kernels.First(kernel => kernel != wrong && kernel.Body.Contains("ret;", StringComparison.Ordinal));
        using var writer = new PackWriter(to);
        foreach (var kernel in pack.Kernels)
        {
            writer.Add(kernel == wrong ? kernel with { Body = kernel.Body.Replace("add.rn.f32", "sub.rn.f32", StringComparison.Ordinal) }
                : kernel == refused ? kernel with { Body = kernel.Body.Replace("ret;", "retrun;", StringComparison.Ordinal) }
                : kernel);
        }

        foreach (var each in pack.Cases)
            writer.Add(each);
        writer.Finish();
        return 0;
    }
}
