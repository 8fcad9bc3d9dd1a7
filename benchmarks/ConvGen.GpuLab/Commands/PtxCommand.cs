using System.Text;
using ConvGen.GpuLab.Measuring;
using ConvGen.GpuLab.Networks;
using ConvGen.GpuLab.Pack;

namespace ConvGen.GpuLab.Commands;

/// <summary>Writes PTX texts as files, for NVIDIA's assembler.</summary>
internal static class PtxCommand
{
    public static int Run(string pack, string folder, Arguments arguments)
    {
        Directory.CreateDirectory(folder);
        foreach (var text in arguments.Words.SelectMany(name => ProgramText.Of(name, LabNetwork.Find(name).Program(), arguments.Lab.Precision)))
            Write(text.Name, Encoding.UTF8.GetString(text.Text).TrimEnd('\0'));
        var kernels = PackReader.Read(pack);
        foreach (var (module, i) in PackModules.Of(kernels).Select((module, i) => (module, i)))
            Write(FormattableString.Invariant($"suite{i:D3}"), PackModules.Text(kernels, module));
        return 0;

        void Write(string name, string text)
        {
            File.WriteAllText(Path.Combine(folder, name + ".ptx"), text);
            Line.Write("ptx", ("name", name), ("bytes", text.Length), ("kernels", text.Split(".visible .entry").Length - 1));
        }
    }
}
