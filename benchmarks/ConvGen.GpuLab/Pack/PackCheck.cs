using System.Globalization;

namespace ConvGen.GpuLab.Pack;

/// <summary>Holds memory against what a pack says of it.</summary>
internal static class PackCheck
{
    /// <summary>What is wrong, in one line; null where nothing is.</summary>
    /// <param name="buffer">What should be.</param>
    /// <param name="bits">What is.</param>
    public static string? Of(PackedBuffer buffer, ReadOnlySpan<int> bits)
    {
        if (buffer.After is null)
            return null;
        var (wrong, bound, first) = (0, 0, "");
        for (var i = 0; i < buffer.Before.Length; i++)
        {
            var isWritten = buffer.IsWritten[i];
            var (low, high) = isWritten ? (buffer.Low[bound], buffer.High[bound++]) : default;
            var number = BitConverter.Int32BitsToSingle(bits[i]);
            if (isWritten ? IsWithin(number, low, high) : bits[i] == buffer.Before[i])
                continue;
            if (wrong++ == 0)
            {
                first = isWritten
                    ? string.Create(CultureInfo.InvariantCulture, $"number {i} is {number:R} and should be {low:R} to {high:R} (the emulator has {BitConverter.Int32BitsToSingle(buffer.After[i]):R})")
                    : string.Create(CultureInfo.InvariantCulture, $"number {i} is {number:R} (0x{bits[i]:X8}) and should have stayed 0x{buffer.Before[i]:X8}");
            }
        }

        return wrong == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"'{buffer.Name}' is wrong in {wrong} of {buffer.Before.Length} places: {first}");
    }

    /// <summary>True where all bits are the emulator's; one NaN is as good as another.</summary>
    public static bool IsAsEmulated(PackedBuffer buffer, ReadOnlySpan<int> bits)
    {
        for (var i = 0; buffer.After is { } after && i < after.Length; i++)
            if (bits[i] != after[i] && !(float.IsNaN(BitConverter.Int32BitsToSingle(bits[i])) && float.IsNaN(BitConverter.Int32BitsToSingle(after[i]))))
                return false;
        return true;
    }

    private static bool IsWithin(float number, float low, float high) =>
        float.IsNaN(low) ? float.IsNaN(number) : (number >= low && number <= high) || (float.IsNegativeInfinity(low) && float.IsPositiveInfinity(high));
}
