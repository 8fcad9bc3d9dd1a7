using System.Runtime.InteropServices;

namespace ConvGen;

/// <summary>
/// Asks Linux for pages of 2 MiB. A page costs when it is first touched: 4 KiB at a time, that was half of the time from a program's start to its first result.
/// </summary>
internal static unsafe partial class LargePages
{
    public const long Size = 2 << 20;

    /// <summary>Bytes of a buffer from which on large pages are asked for; the reserve for their alignment is never touched.</summary>
    public const long Worthwhile = 2 * Size;

    private const int HugePage = 14;

    /// <summary>A wish for the whole pages among some memory: systems that know none of this, or refuse, change nothing.</summary>
    public static void Prefer(void* start, long bytes)
    {
        if (OperatingSystem.IsLinux())
            _ = Advise(start, (nuint)(bytes / Size * Size), HugePage);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint length, int advice);
}
