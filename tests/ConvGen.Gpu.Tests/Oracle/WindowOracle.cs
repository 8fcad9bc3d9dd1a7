using ConvGen.Generator.Program;

namespace ConvGen.Tests.Gpu.Oracle;

/// <summary>Pooling and, scattered window by window, its gradients.</summary>
internal static class WindowOracle
{
    public static void Run(Window kernel, OracleMemory memory)
    {
        for (var image = 0; image < memory.Batch; image++)
            for (var lane = 0; lane < kernel.Lanes; lane++)
                if (kernel.Gradient)
                    Gradient(kernel, memory, image, lane);
                else
                    Forward(kernel, memory, image, lane);
    }

    private static void Forward(Window kernel, OracleMemory memory, int image, int lane)
    {
        foreach (var (row, column, taps) in Windows(kernel))
        {
            List<Measured> values = [.. taps.Select(tap => memory.Read(kernel.Source, image, tap.Row, tap.Pixel, lane))];
            memory.Write(kernel.Target, image, row, column, lane, kernel.Operation == WindowOperation.Average
                ? Measured.Sum(values) * Share(kernel, taps.Count)
                : values.Aggregate((Measured)float.NegativeInfinity, (largest, tap) => double.IsNaN(tap.Value) ? tap : Measured.Maximum(largest, tap)));
        }
    }

    private static void Gradient(Window kernel, OracleMemory memory, int image, int lane)
    {
        var given = new List<Measured>[kernel.InputHeight, kernel.InputWidth];
        for (var row = 0; row < kernel.InputHeight; row++)
            for (var pixel = 0; pixel < kernel.InputWidth; pixel++)
                given[row, pixel] = [];
        foreach (var (row, column, taps) in Windows(kernel))
        {
            var gradient = memory.Read(kernel.Source, image, row, column, lane);
            if (kernel.Operation == WindowOperation.Average)
            {
                foreach (var (y, x) in taps)
                    given[y, x].Add(gradient * Share(kernel, taps.Count));
                continue;
            }

            // The first that equals the maximum takes all; nothing equals NaN.
            var maximum = memory.Read(kernel.Pooled!, image, row, column, lane).Value;
            var first = taps.FindIndex(tap => memory.Read(kernel.Input!, image, tap.Row, tap.Pixel, lane).Value == maximum);
            if (first >= 0)
                given[taps[first].Row, taps[first].Pixel].Add(gradient);
        }

        for (var row = 0; row < kernel.InputHeight; row++)
            for (var pixel = 0; pixel < kernel.InputWidth; pixel++)
                memory.Write(kernel.Target, image, row, pixel, lane, Measured.Sum(given[row, pixel]));
    }

    private static Measured Share(Window kernel, int taps)
    {
        var count = kernel.CountPadding ? kernel.Geometry.KernelHeight * kernel.Geometry.KernelWidth : taps;
        return count == 0 ? 0f : 1f / count;
    }

    /// <summary>Each window with its taps in the map, in reading order.</summary>
    private static IEnumerable<(int Row, int Column, List<(int Row, int Pixel)> Taps)> Windows(Window kernel)
    {
        var geometry = kernel.Geometry;
        for (var row = 0; row < geometry.OutputHeight; row++)
            for (var column = 0; column < geometry.OutputWidth; column++)
            {
                var taps = new List<(int, int)>();
                for (var r = 0; r < geometry.KernelHeight; r++)
                    for (var c = 0; c < geometry.KernelWidth; c++)
                    {
                        var (y, x) = ((row * geometry.StrideHeight) - geometry.PadTop + (r * geometry.Dilation), (column * geometry.StrideWidth) - geometry.PadLeft + (c * geometry.Dilation));
                        if (y >= 0 && y < kernel.InputHeight && x >= 0 && x < kernel.InputWidth)
                            taps.Add((y, x));
                    }

                yield return (row, column, taps);
            }
    }
}
