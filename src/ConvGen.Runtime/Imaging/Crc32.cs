namespace ConvGen;

/// <summary>The checksum of PNG chunks and gzip (ISO 3309, polynomial 0xEDB88320 reflected), one byte at a time over a table.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private static readonly uint[] s_table = MakeTable();

    /// <summary>The checksum of two stretches, one after the other.</summary>
    public static uint Compute(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => ~Update(Update(uint.MaxValue, first), second);

    private static uint Update(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
            crc = s_table[(byte)crc ^ b] ^ (crc >> 8);
        return crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : Polynomial ^ (crc >> 1);
            table[i] = crc;
        }

        return table;
    }
}
