using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace ConvGen.GpuLab.Pack;

/// <summary>Reads a pack, and checks all that the lab relies on: whoever runs it on a device cannot tell a broken file from a broken kernel.</summary>
internal static class PackReader
{
    /// <summary>No buffer of a test comes near; a length beyond it is a broken file.</summary>
    private const int MostNumbers = 1 << 26;

    private const int MostItems = 1 << 20;

    /// <exception cref="PackFormatException">The file is no pack or not whole; the message says what is wrong where.</exception>
    public static KernelPack Read(string path)
    {
        var (kernels, cases) = (new List<PackedKernel>(), new List<PackedCase>());
        try
        {
            using var file = File.OpenRead(path);
            var magic = new byte[PackWriter.Magic.Length];
            if (file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) < magic.Length || !PackWriter.Magic.SequenceEqual(magic))
                throw new PackFormatException("it does not begin as a kernel pack does");
            using var reader = new BinaryReader(new GZipStream(file, CompressionMode.Decompress), Encoding.UTF8);
            while (true)
            {
                switch (reader.ReadByte())
                {
                    case PackWriter.KernelRecord:
                        kernels.Add(new PackedKernel(reader.ReadString(), reader.ReadString(), reader.ReadInt32(), reader.ReadString()));
                        break;
                    case PackWriter.CaseRecord:
                        cases.Add(Case(reader, kernels.Count));
                        break;
                    case PackWriter.EndRecord when reader.ReadInt32() is var count && count != cases.Count:
                        throw new PackFormatException($"it should have {count} cases");
                    case PackWriter.EndRecord:
                        return new KernelPack(kernels, cases);
                    case var kind:
                        throw new PackFormatException($"a record is of no kind that is known ({kind})");
                }
            }
        }
        catch (Exception exception) when (exception is PackFormatException or EndOfStreamException or InvalidDataException or IOException or FormatException or ArgumentException or UnauthorizedAccessException)
        {
            var why = exception is EndOfStreamException ? "it ends too early" : exception.Message.TrimEnd('.');
            throw new PackFormatException($"{path} is no whole kernel pack: {why}; {kernels.Count} kernels and {cases.Count} cases were read.");
        }
    }

    private static PackedCase Case(BinaryReader reader, int kernels)
    {
        var (form, name) = (reader.ReadString(), reader.ReadString());
        var buffers = new PackedBuffer[Count(reader, MostItems)];
        for (var i = 0; i < buffers.Length; i++)
            buffers[i] = Buffer(reader, $"{form} '{name}'");
        var launches = new PackedLaunch[Count(reader, MostItems)];
        for (var i = 0; i < launches.Length; i++)
            launches[i] = Launch(reader, $"{form} '{name}'", buffers, kernels);
        return new PackedCase(form, name, buffers, launches);
    }

    private static PackedBuffer Buffer(BinaryReader reader, string owner)
    {
        var (name, shift, length) = (reader.ReadString(), reader.ReadInt32(), Count(reader, MostNumbers));
        if (shift is < 0 or >= 64)
            throw new PackFormatException($"{owner} has a buffer that is shifted by {shift}");
        var buffer = new PackedBuffer(name, shift, Numbers<int>(reader, length));
        if (!reader.ReadBoolean())
            return buffer;
        var (after, isWritten) = (Numbers<int>(reader, length), Numbers<byte>(reader, length).Select(flag => flag != 0).ToArray());
        var written = isWritten.Count(flag => flag);
        return buffer with { After = after, IsWritten = isWritten, Low = Numbers<float>(reader, written), High = Numbers<float>(reader, written) };
    }

    private static PackedLaunch Launch(BinaryReader reader, string owner, PackedBuffer[] buffers, int kernels)
    {
        var kernel = reader.ReadInt32();
        var grid = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        var places = new (int Buffer, long Offset)[Count(reader, MostItems)];
        for (var i = 0; i < places.Length; i++)
            places[i] = (reader.ReadInt32(), reader.ReadInt64());
        var numbers = new int[Count(reader, MostItems)];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = reader.ReadInt32();
        if (kernel < 0 || kernel >= kernels)
            throw new PackFormatException($"{owner} launches kernel {kernel} of {kernels}");
        foreach (var (buffer, offset) in places)
            if (buffer < 0 || buffer >= buffers.Length || offset < 0 || offset > buffers[buffer].Before.Length)
                throw new PackFormatException($"{owner} points to number {offset} of buffer {buffer}");
        return new PackedLaunch(kernel, grid, places, numbers);
    }

    private static int Count(BinaryReader reader, int most) =>
        reader.ReadInt32() is var count && count >= 0 && count <= most ? count : throw new PackFormatException($"{count} is no count");

    private static T[] Numbers<T>(BinaryReader reader, int count)
        where T : unmanaged
    {
        var numbers = new T[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }
}
