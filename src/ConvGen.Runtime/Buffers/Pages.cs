using System.Runtime.InteropServices;

namespace ConvGen;

/// <summary>
/// What Linux is told about memory to come. A page costs when it is first touched, and in a virtual machine most of that is the way into the kernel and back: one call for many pages, or pages
/// of 2 MiB, cost a tenth of 4 KiB at a time, which was half of the time from a program's start to its first result. Systems that know none of this, or refuse, change nothing.
/// </summary>
internal static unsafe partial class Pages
{
    /// <summary>Bytes of a large page.</summary>
    public const long Large = 2 << 20;

    private const int HugePage = 14;
    private const int PopulateWrite = 23;

    /// <summary>A wish for large pages, as many as lie whole in some memory.</summary>
    public static void PreferLarge(void* start, long bytes)
    {
        if (OperatingSystem.IsLinux())
            _ = Advise(start, (nuint)(bytes / Large * Large), HugePage);
    }

    /// <summary>Has the pages that lie whole in some memory made now: for what is about to be written all over.</summary>
    public static void Touch(void* start, long bytes)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var page = (nuint)Environment.SystemPageSize;
        var (first, end) = (((nuint)start + page - 1) / page * page, ((nuint)start + (nuint)bytes) / page * page);
        if (end > first + page)
            _ = Advise((void*)first, end - first, PopulateWrite);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint length, int advice);
}
