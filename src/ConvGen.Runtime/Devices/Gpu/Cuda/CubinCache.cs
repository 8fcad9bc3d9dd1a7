using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ConvGen;

/// <summary>
/// Compiled kernels in files, one for each (PTX, driver, compute capability). A file that cannot be read, or is not what was written, counts as none and is replaced;
/// nothing that goes wrong here is an error. Several processes may share a folder: files appear whole or not at all.
/// </summary>
internal sealed class CubinCache
{
    /// <summary>The environment variable that names another folder; 0 keeps nothing.</summary>
    public const string Variable = "CONVGEN_CACHE";

    /// <summary>The most files that are kept; those that were used longest ago go.</summary>
    public const int MostFiles = 256;

    private const string Pattern = "convgen-*.cubin";

    private readonly string _folder;

    private CubinCache(string folder) => _folder = folder;

    /// <summary>First bytes of a file; then follow the SHA-256 of the rest, and the rest. A cubin that is broken could break the driver, so this is looked at first.</summary>
    private static ReadOnlySpan<byte> Magic => "CGcubin1"u8;

    /// <summary>The cache that the environment asks for; null where it wants none, or there is no folder for one.</summary>
    public static CubinCache? Open()
    {
        var asked = Environment.GetEnvironmentVariable(Variable);
        if (asked == "0")
            return null;
        if (!string.IsNullOrEmpty(asked))
            return new CubinCache(asked);
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length == 0 ? null : new CubinCache(Path.Combine(data, "ConvGen", "cubin"));
    }

    /// <summary>A name for what a driver makes of some PTX for a device.</summary>
    public static string Key(ReadOnlySpan<byte> text, int driverVersion, int capability)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> numbers = stackalloc byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(numbers, driverVersion);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[sizeof(int)..], capability);
        hash.AppendData(text);
        hash.AppendData(numbers);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Finds what was kept, and marks it as used.</summary>
    public bool TryRead(string key, out byte[] cubin)
    {
        cubin = [];
        try
        {
            var path = PathOf(key);
            if (!File.Exists(path))
                return false;
            var file = File.ReadAllBytes(path).AsSpan();
            var start = Magic.Length + SHA256.HashSizeInBytes;
            if (file.Length <= start || !file.StartsWith(Magic) || !SHA256.HashData(file[start..]).AsSpan().SequenceEqual(file[Magic.Length..start]))
                return false;
            cubin = file[start..].ToArray();
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            return true;
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            // A file that could be read serves even where it cannot be marked.
            return cubin.Length > 0;
        }
    }

    /// <summary>Keeps what was compiled.</summary>
    public void Write(string key, ReadOnlySpan<byte> cubin)
    {
        var temporary = "";
        try
        {
            Directory.CreateDirectory(_folder);
            temporary = Path.Combine(_folder, $"convgen-{Guid.NewGuid():N}.tmp");
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                file.Write(Magic);
                file.Write(SHA256.HashData(cubin));
                file.Write(cubin);
            }

            File.Move(temporary, PathOf(key), overwrite: true);
            Trim();
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            Delete(temporary);
        }
    }

    private string PathOf(string key) => Path.Combine(_folder, $"convgen-{key}.cubin");

    private void Trim()
    {
        var files = new DirectoryInfo(_folder).GetFiles(Pattern);
        foreach (var file in files.OrderByDescending(file => file.LastWriteTimeUtc).Skip(MostFiles))
            Delete(file.FullName);
        // What a process that was ended in the middle of writing left behind.
        foreach (var file in new DirectoryInfo(_folder).GetFiles("convgen-*.tmp").Where(file => file.LastWriteTimeUtc < DateTime.UtcNow.AddDays(-1)))
            Delete(file.FullName);
    }

    private static void Delete(string path)
    {
        try
        {
            if (File.Exists(path))
                File.Delete(path);
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            // Someone else has it open, or was quicker.
        }
    }

    private static bool IsExpected(Exception exception) => exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException or System.Security.SecurityException;
}
