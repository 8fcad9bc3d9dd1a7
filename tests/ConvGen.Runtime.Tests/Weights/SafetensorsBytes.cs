using System.Buffers.Binary;
using System.Text;

namespace ConvGen.Tests.Weights;

/// <summary>Safetensors files by hand, well-formed or not.</summary>
internal static class SafetensorsBytes
{
    public static byte[] File(string header, byte[] data) => File(Encoding.UTF8.GetBytes(header), data);

    public static byte[] File(byte[] header, byte[] data)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        return [.. length, .. header, .. data];
    }
}
