using System.Collections.Concurrent;
using System.Diagnostics;

namespace ConvGen;

/// <summary>How fast a device fills its memory, measured: what a profile holds the bytes of kernels against.</summary>
internal static class DeviceMemorySpeed
{
    /// <summary>Several times the caches of the largest devices, which have 50 to 100 MB.</summary>
    private const long MostBytes = 256L << 20;

    /// <summary>Where a device has no room for that it may have some for less.</summary>
    private const long FewestBytes = 16L << 20;
    private const int Fills = 3;

    private static readonly ConcurrentDictionary<(Device Device, string Name), double> s_known = [];

    /// <summary>Bytes a second in the best of a few fills, measured once in a process; 0 where there was no memory to fill.</summary>
    /// <exception cref="GpuException">The device fails.</exception>
    public static double Of(GpuDevice device)
    {
        var key = (device.Device, device.Name);
        if (!s_known.TryGetValue(key, out var speed) && (speed = Measure(device)) > 0)
            s_known[key] = speed;
        return speed;
    }

    private static double Measure(GpuDevice device)
    {
        for (var bytes = MostBytes; bytes >= FewestBytes; bytes /= 4)
        {
            GpuBuffer buffer;
            try
            {
                buffer = device.Allocate(bytes, "memory to measure its speed with");
            }
            catch (InsufficientMemoryException)
            {
                continue;
            }

            try
            {
                device.Fill(new GpuPlace(buffer, 0), bytes, 0); // drivers take memory when it is first used
                device.StartTiming();
                for (var i = 0; i < Fills; i++)
                    device.Fill(new GpuPlace(buffer, 0), bytes, 0);
                var least = device.StopTiming().Min(time => time.Ticks);
                return bytes / Math.Max(Stopwatch.GetElapsedTime(0, least).TotalSeconds, 1e-9);
            }
            finally
            {
                device.Free(buffer);
            }
        }

        return 0;
    }
}
