using System.Runtime.InteropServices;

namespace ConvGen;

/// <summary>A driver's library, opened where there is one. It stays open: drivers do not take being unloaded well.</summary>
internal static class DriverLibrary
{
    /// <summary>Opens the first library of several that there is.</summary>
    /// <param name="names">Their names on this system, the usual one first.</param>
    /// <param name="variable">An environment variable that names another one.</param>
    /// <param name="whyNot">Why there is none, in a few words; empty where there is one.</param>
    /// <returns>Gives the address of an entry point by its name, 0 where the library has none; null where there is no library.</returns>
    public static Func<string, nint>? Open(IReadOnlyList<string> names, string variable, out string whyNot)
    {
        whyNot = "";
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } path)
        {
            if (NativeLibrary.TryLoad(path, out var named))
                return EntryPoints(named);
            whyNot = $"{variable} names '{path}', which could not be loaded";
            return null;
        }

        foreach (var name in names)
        {
            if (TryLoad(name, out var library))
                return EntryPoints(library);
        }

        whyNot = $"{names[0]} was not found";
        return null;
    }

    /// <summary>"a", "a and b" or "a, b and 3 more": entry points that a library lacks, for a message.</summary>
    public static string List(IReadOnlyList<string> names) => names.Count switch
    {
        1 => names[0],
        2 => $"{names[0]} and {names[1]}",
        _ => $"{names[0]}, {names[1]} and {names.Count - 2} more",
    };

    /// <summary>On Windows drivers lie in the system's folder; a file beside the program that has their name is none.</summary>
    private static bool TryLoad(string name, out nint library) => OperatingSystem.IsWindows()
        ? NativeLibrary.TryLoad(name, typeof(DriverLibrary).Assembly, DllImportSearchPath.System32, out library)
        : NativeLibrary.TryLoad(name, out library);

    private static Func<string, nint> EntryPoints(nint library) => name => NativeLibrary.TryGetExport(library, name, out var address) ? address : 0;
}
