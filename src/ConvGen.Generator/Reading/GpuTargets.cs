using System;
using System.Linq;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ConvGen.Generator.Reading;

/// <summary>For which graphics processors a project wants kernels: the property ConvGenTargets, a list of <c>cuda</c> and <c>opencl</c>, both by default; <c>cpu</c> alone means none.</summary>
/// <param name="Cuda">PTX, for NVIDIA's.</param>
/// <param name="OpenCl">OpenCL C, for everybody's.</param>
internal sealed record GpuTargets(bool Cuda, bool OpenCl)
{
    public bool Any => Cuda || OpenCl;

    public static GpuTargets Read(AnalyzerConfigOptions options)
    {
        options.TryGetValue("build_property.ConvGenTargets", out var text);
        var words = (text ?? "").Split([';', ',', ' '], StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? new GpuTargets(true, true) : new GpuTargets(Has("cuda"), Has("opencl"));

        bool Has(string word) => words.Contains(word, StringComparer.OrdinalIgnoreCase);
    }
}
