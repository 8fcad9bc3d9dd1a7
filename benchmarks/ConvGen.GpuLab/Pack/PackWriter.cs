using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace ConvGen.GpuLab.Pack;

/// <summary>Writes a pack as its cases come. A file without <see cref="Finish"/> is refused by the reader.</summary>
internal sealed class PackWriter : IDisposable
{
    /// <summary>The first bytes of the file; a gzip stream of records follows, each of which begins with its kind.</summary>
    public static ReadOnlySpan<byte> Magic => "CGpack1\n"u8;

    public const byte KernelRecord = (byte)'K', CaseRecord = (byte)'C', EndRecord = (byte)'E';

    private readonly BinaryWriter _writer;
    private readonly Dictionary<(string Header, int Threads, string Body), int> _kernels = [];
    private int _cases;

    public PackWriter(string path)
    {
        var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        file.Write(Magic);
        _writer = new BinaryWriter(new GZipStream(file, CompressionLevel.Optimal), Encoding.UTF8);
    }

    /// <summary>The number of a kernel; one that is new is written.</summary>
    /// <param name="header">What stands before all kernels of a text.</param>
    /// <param name="threads">Threads of a block.</param>
    /// <param name="unnamed">Whether it is known already: its text with something in the name's place.</param>
    /// <param name="print">Its text with a name.</param>
    public int Add(string header, int threads, string unnamed, Func<string, string> print)
    {
        var key = (header, threads, unnamed);
        if (_kernels.TryGetValue(key, out var number))
            return number;
        number = _kernels.Count;
        _kernels.Add(key, number);
        var name = FormattableString.Invariant($"kernel{number}");
        Add(new PackedKernel(header, name, threads, print(name)));
        return number;
    }

    public void Add(PackedKernel kernel)
    {
        _writer.Write(KernelRecord);
        _writer.Write(kernel.Header);
        _writer.Write(kernel.Name);
        _writer.Write(kernel.Threads);
        _writer.Write(kernel.Body);
    }

    public void Add(PackedCase packed)
    {
        _cases++;
        _writer.Write(CaseRecord);
        _writer.Write(packed.Form);
        _writer.Write(packed.Name);
        _writer.Write(packed.Buffers.Count);
        foreach (var buffer in packed.Buffers)
            Write(buffer);
        _writer.Write(packed.Launches.Count);
        foreach (var launch in packed.Launches)
            Write(launch);
    }

    /// <summary>Says that nothing is missing.</summary>
    public void Finish()
    {
        _writer.Write(EndRecord);
        _writer.Write(_cases);
    }

    public void Dispose() => _writer.Dispose();

    private void Write(PackedBuffer buffer)
    {
        _writer.Write(buffer.Name);
        _writer.Write(buffer.Shift);
        _writer.Write(buffer.Before.Length);
        Write<int>(buffer.Before);
        _writer.Write(buffer.After is not null);
        if (buffer.After is null)
            return;
        Write<int>(buffer.After);
        Write<bool>(buffer.IsWritten);
        Write<float>(buffer.Low);
        Write<float>(buffer.High);
    }

    private void Write(PackedLaunch launch)
    {
        _writer.Write(launch.Kernel);
        _writer.Write(launch.Grid.X);
        _writer.Write(launch.Grid.Y);
        _writer.Write(launch.Grid.Z);
        _writer.Write(launch.Places.Count);
        foreach (var (buffer, offset) in launch.Places)
        {
            _writer.Write(buffer);
            _writer.Write(offset);
        }

        _writer.Write(launch.Numbers.Count);
        foreach (var number in launch.Numbers)
            _writer.Write(number);
    }

    private void Write<T>(ReadOnlySpan<T> numbers)
        where T : unmanaged => _writer.Write(MemoryMarshal.AsBytes(numbers));
}
