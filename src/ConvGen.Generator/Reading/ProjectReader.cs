using ConvGen.Generator.Declaration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ConvGen.Generator.Reading;

/// <summary>Compilation → what generated code needs of the project.</summary>
internal static class ProjectReader
{
    /// <summary>The C# that generated code is written in.</summary>
    public const string NeededLanguage = "12";

    public static ProjectFacts Read(Compilation compilation)
    {
        var version = ((CSharpCompilation)compilation).LanguageVersion;
        return new ProjectFacts(
            ((CSharpCompilationOptions)compilation.Options).AllowUnsafe,
            !compilation.GetTypesByMetadataName("ConvGen.NetworkProgram").IsEmpty,
            version < LanguageVersion.CSharp12 ? version.ToDisplayString() : null);
    }

    /// <summary>What the project lacks, said of one network.</summary>
    public static Problem? Check(ProjectFacts facts, string network) => facts switch
    {
        { LanguageVersion: { } version } => new Problem("CVG3003", new EquatableArray<string>([network, NeededLanguage, version]), Place.Class),
        { HasRuntime: false } => new Problem("CVG3002", new EquatableArray<string>([network]), Place.Class),
        { AllowsUnsafe: false } => new Problem("CVG3001", new EquatableArray<string>([network]), Place.Class),
        _ => null,
    };
}
