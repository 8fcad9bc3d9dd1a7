using System.Diagnostics;
using System.Text;
using ConvGen.GpuLab.Measuring;
using ConvGen.GpuLab.Networks;
using ConvGen.GpuLab.Pack;

namespace ConvGen.GpuLab.Commands;

/// <summary>
/// Has the driver compile kernels on several threads and keep what it made (CONVGEN_CACHE), so that later stages start at once. The times are those of a busy machine; what is loaded
/// a second time comes from the cache, on one thread.
/// </summary>
internal static class CompileCommand
{
    public static int Run(Arguments arguments)
    {
        var texts = new List<ProgramText>();
        foreach (var (name, program) in arguments.Words.Select(word => word == "layers" ? LabLayer.All.Select(layer => (layer.Name, layer.Program)) : [(word, LabNetwork.Find(word).Program)]).SelectMany(each => each))
            texts.AddRange(ProgramText.Of(name, program(), arguments.Lab.Precision));
        if (arguments.Text("pack", "") is { Length: > 0 } path)
        {
            var pack = PackReader.Read(path);
            foreach (var (module, i) in PackModules.Of(pack).Select((module, i) => (module, i)))
                texts.Add(new ProgramText(FormattableString.Invariant($"suite{i:D3}"), Encoding.UTF8.GetBytes(PackModules.Text(pack, module) + "\0"), [.. module.Select(kernel => (pack.Kernels[kernel].Name, pack.Kernels[kernel].Threads))]));
        }

        // The longest first, so that no thread is left with it at the end.
        texts.Sort((a, b) => b.Text.Length.CompareTo(a.Text.Length));
        Parallel.ForEach(texts, new ParallelOptions { MaxDegreeOfParallelism = arguments.Threads }, text => Load(text, "compiled"));
        foreach (var text in texts.Where(text => !text.Name.StartsWith("suite", StringComparison.Ordinal)))
            Load(text, "loaded");
        return 0;
    }

    private static void Load(ProgramText text, string kind)
    {
        using var device = CudaDevices.Open();
        var start = Stopwatch.GetTimestamp();
        try
        {
            device.Load(text.Text, text.Kernels);
            Line.Write(kind, ("name", text.Name), ("kernels", text.Kernels.Length), ("bytes", text.Text.Length), ("seconds", Stopwatch.GetElapsedTime(start).TotalSeconds));
        }
        catch (GpuException exception)
        {
            Line.Write(kind, ("name", text.Name), ("error", exception.Message));
        }
    }
}
