namespace ConvGen;

/// <summary>
/// Philox 4×32-10 (Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", 2011): random bits as a function of a
/// 64-bit key and a 128-bit counter. Having no state, it gives element i the same value whatever the layout, the order or the thread count.
/// </summary>
internal static class Philox
{
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;
    private const int Rounds = 10;

    /// <summary>Four random words for one counter.</summary>
    public static (uint X0, uint X1, uint X2, uint X3) Block(uint key0, uint key1, uint c0, uint c1, uint c2, uint c3)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var product0 = (ulong)Multiplier0 * c0;
            var product1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(product1 >> 32) ^ c1 ^ key0, (uint)product1, (uint)(product0 >> 32) ^ c3 ^ key1, (uint)product0);
            key0 = unchecked(key0 + Weyl0);
            key1 = unchecked(key1 + Weyl1);
        }

        return (c0, c1, c2, c3);
    }
}
