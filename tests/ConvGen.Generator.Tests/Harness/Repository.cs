using System.Runtime.CompilerServices;

namespace ConvGen.Tests;

/// <summary>The repository's own files, for tests of pages, tables and house rules.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot(SourcePath());

    public static string Generator => Path.Combine(Root, "src", "ConvGen.Generator");

    /// <summary>C# files under a folder of the generator, build outputs left out.</summary>
    public static IEnumerable<string> GeneratorFiles(params string[] folder) =>
        Directory.Exists(Path.Combine([Generator, .. folder]))
            ? Directory.EnumerateFiles(Path.Combine([Generator, .. folder]), "*.cs", SearchOption.AllDirectories).Where(path => !IsBuilt(path)).Order(StringComparer.Ordinal)
            : [];

    public static bool IsBuilt(string path) => path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj");

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string FindRoot(string from)
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(from)!);
        while (!File.Exists(Path.Combine(folder.FullName, "ConvGen.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The repository was not found above " + from);
        return folder.FullName;
    }

    private static string SourcePath([CallerFilePath] string path = "") => path;
}
