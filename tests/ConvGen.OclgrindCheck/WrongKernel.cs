using System.Text;

namespace ConvGen.Tests.Oclgrind;

/// <summary>Kernels with a mistake, which must be found: else a log without findings would say nothing.</summary>
internal static class WrongKernel
{
    private const int Threads = 64;

    /// <summary>Hands values from thread to thread without a barrier.</summary>
    private const string Race = """
        __kernel __attribute__((reqd_work_group_size(64, 1, 1))) void race(__global float* y, long yStart, int batch)
        {
            __local float shared[64];
            const int thread = get_local_id(0);
            shared[thread] = (float)(thread + batch);
            y[yStart + thread] = shared[63 - thread];
        }
        """;

    /// <summary>Writes one number too far.</summary>
    private const string OutOfBounds = """
        __kernel __attribute__((reqd_work_group_size(64, 1, 1))) void bounds(__global float* y, long yStart, int batch)
        {
            y[yStart + get_local_id(0) + batch] = 1.0f;
        }
        """;

    public static void RunRace() => Run("race", Race);

    public static void RunOutOfBounds() => Run("bounds", OutOfBounds);

    private static void Run(string name, string text)
    {
        using var device = OpenClDriver.Catalog.Current.Devices[0].Open();
        var kernel = device.Load(Encoding.UTF8.GetBytes(text + "\0"), [(name, Threads)])[0];
        var memory = device.Allocate(Threads * sizeof(float), "numbers");
        device.Launch(kernel, new GpuGrid(1, 1, 1), [new GpuPlace(memory, 0)], batch: 1);
        device.Synchronize();
    }
}
