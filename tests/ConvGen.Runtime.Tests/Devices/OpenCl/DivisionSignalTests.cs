using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ConvGen.Tests.Devices;

/// <summary>A driver that makes itself who is told of divisions by zero, as PoCL does, leaves .NET its exception.</summary>
[Collection(SerialTests.Name)]
public sealed unsafe partial class DivisionSignalTests
{
    private const int DivisionByZero = 8;

    [Fact]
    public void Dividing_by_zero_stays_an_exception_where_a_driver_takes_the_signal()
    {
        // Windows and macOS have no such drivers.
        if (!OperatingSystem.IsLinux())
            return;
        using var mock = new OpenClMock();
        mock.Platforms.Add([new("a processor", 2)]);
        var (before, inside) = (Handler(), (nint)0);
        mock.Asked = () =>
        {
            _ = SetHandler(DivisionByZero, (nint)(delegate* unmanaged<int, void>)&Ignore);
            inside = Handler();
        };
        Assert.Equal("a processor", Device.OpenCL().Description);
        Assert.NotEqual(before, inside);
        Assert.Equal(before, Handler());
        Assert.Throws<DivideByZeroException>(() => Divide(1, 0));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.NoOptimization)]
    private static int Divide(int number, int by) => number / by;

    [UnmanagedCallersOnly]
    private static void Ignore(int signal)
    {
    }

    /// <summary>Who is told now.</summary>
    private static nint Handler()
    {
        var action = stackalloc nint[64];
        Assert.Equal(0, GetHandler(DivisionByZero, null, action));
        return action[0];
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetHandler(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int GetHandler(int signal, void* handler, void* former);
}
