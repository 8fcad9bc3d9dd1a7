using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ConvGen.Tests.Harness;

/// <summary>A project whose analyzers are off, so that the generator itself says what is wrong with a declaration.</summary>
/// <param name="targets">For which graphics processors kernels are generated: the project's ConvGenTargets.</param>
internal sealed class AnalyzersOff(string targets = "cpu") : AnalyzerConfigOptionsProvider
{
    public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(targets);

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

    private sealed class Options(string targets) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
        {
            value = key switch
            {
                "build_property.RunAnalyzers" => "false",
                "build_property.ConvGenTargets" => targets,
                _ => null,
            };
            return value is not null;
        }
    }
}
