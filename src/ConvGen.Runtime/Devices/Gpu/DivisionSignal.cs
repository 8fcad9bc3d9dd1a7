using System.Runtime.InteropServices;

namespace ConvGen;

/// <summary>
/// Keeps who is told of whole numbers divided by zero (SIGFPE) on Linux. .NET makes a <see cref="DivideByZeroException"/> of it; PoCL puts a handler of its own in that place when it is first asked
/// for its devices, and from then on such a division ended the user's whole program.
/// </summary>
internal static unsafe partial class DivisionSignal
{
    private const int Number = 8;

    /// <summary>More bytes than any system's <c>struct sigaction</c> has: it is only carried.</summary>
    private const int HandlerBytes = 512;

    /// <summary>Does something, and gives the signal back to who had it before.</summary>
    public static T Keep<T>(Func<T> act)
    {
        if (!OperatingSystem.IsLinux())
            return act();
        var handler = stackalloc byte[HandlerBytes];
        var isKnown = SetHandler(Number, null, handler) == 0;
        try
        {
            return act();
        }
        finally
        {
            if (isKnown)
                _ = SetHandler(Number, handler, null);
        }
    }

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int SetHandler(int signal, void* handler, void* former);
}
