using System.Buffers.Binary;
using System.Text;

namespace ConvGen.Tests.Weights;

public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read()
    {
        var path = _folder.File("a.safetensors");
        NamedTensor[] tensors =
        [
            new("conv1.weight", [2, 1, 3], [1, -2, 3.5f, float.MaxValue, float.NegativeInfinity, float.Epsilon]),
            new("naïve \"quoted\" 名", [1], [7]),
            new("scalar", [], [42]),
            new("empty", [0, 4], []),
        ];
        Safetensors.Write(path, tensors);
        var read = Safetensors.Read(path);
        Assert.Equal(tensors.Select(t => t.Name).Order(StringComparer.Ordinal), read.Keys.Order(StringComparer.Ordinal));
        foreach (var tensor in tensors)
        {
            Assert.Equal(tensor.Shape, read[tensor.Name].Shape);
            Assert.Equal(tensor.Values, read[tensor.Name].Values);
        }
    }

    [Fact]
    public void A_missing_folder_is_named_as_it_was_asked_for()
    {
        var path = System.IO.Path.Combine(_folder.Path, "nowhere", "a.safetensors");
        var exception = Assert.Throws<DirectoryNotFoundException>(() => Safetensors.Write(path, [new NamedTensor("a", [1], [1])]));
        Assert.Contains($"'{path}'", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(".tmp", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        var path = _folder.File("b.safetensors");
        Safetensors.Write(path, [new("w", [2], [1f, 2f])]);
        var bytes = File.ReadAllBytes(path);
        var headerLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(0, headerLength % 8);
        Assert.Equal("""{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", Encoding.UTF8.GetString(bytes, 8, headerLength).TrimEnd(' '));
        Assert.Equal([0, 0, 0x80, 0x3f, 0, 0, 0, 0x40], bytes[(8 + headerLength)..]);
    }

    [Fact]
    public void Every_element_type_is_converted()
    {
        var path = _folder.File("c.safetensors");
        var data = new List<byte>();
        var header = new StringBuilder("{");
        Add("F64", BitConverter.GetBytes(-1.5));
        Add("F16", BitConverter.GetBytes((Half)0.25f));
        Add("BF16", [0x40, 0x40]);
        Add("I64", BitConverter.GetBytes(-7L));
        Add("U64", BitConverter.GetBytes(7UL));
        Add("I32", BitConverter.GetBytes(-8));
        Add("U32", BitConverter.GetBytes(8u));
        Add("I16", BitConverter.GetBytes((short)-9));
        Add("U16", BitConverter.GetBytes((ushort)9));
        Add("I8", [0xff]);
        Add("U8", [0xff]);
        Add("BOOL", [1]);
        header.Append('}');
        File.WriteAllBytes(path, SafetensorsBytes.File(header.ToString(), [.. data]));
        var read = Safetensors.Read(path);
        Assert.Equal([-1.5f, 0.25f, 3f, -7f, 7f, -8f, 8f, -9f, 9f, -1f, 255f, 1f],
            new[] { "F64", "F16", "BF16", "I64", "U64", "I32", "U32", "I16", "U16", "I8", "U8", "BOOL" }.Select(type => Assert.Single(read[type].Values)));

        void Add(string type, byte[] bytes)
        {
            header.Append(data.Count == 0 ? "" : ",").Append(System.Globalization.CultureInfo.InvariantCulture, $$"""
                "{{type}}":{"dtype":"{{type}}","shape":[1],"data_offsets":[{{data.Count}},{{data.Count + bytes.Length}}]}
                """);
            data.AddRange(bytes);
        }
    }

    [Fact]
    public void Large_tensors_stream_through_the_chunk_buffer()
    {
        var path = _folder.File("d.safetensors");
        var values = Enumerable.Range(0, 100_003).Select(i => (float)i).ToArray();
        Safetensors.Write(path, [new("first", [3], [1, 2, 3]), new("big", [100_003], values)]);
        Assert.Equal(values, Safetensors.Read(path)["big"].Values);
    }

    [Fact]
    public void Converted_tensors_stream_through_the_chunk_buffer_too()
    {
        var path = _folder.File("d64.safetensors");
        var values = Enumerable.Range(0, 20_001).Select(i => i / 8.0).ToArray();
        File.WriteAllBytes(path, SafetensorsBytes.File("""{"big":{"dtype":"F64","shape":[20001],"data_offsets":[0,160008]}}""", [.. values.SelectMany(BitConverter.GetBytes)]));
        Assert.Equal(values, Safetensors.Read(path)["big"].Values.Select(v => (double)v));
    }

    [Fact]
    public void An_existing_file_is_replaced_and_nothing_else_is_left_in_the_folder()
    {
        var path = _folder.File("e.safetensors");
        File.WriteAllText(path, new string('x', 10_000));
        Safetensors.Write(path, [new("w", [1], [5])]);
        Assert.Equal([5f], Safetensors.Read(path)["w"].Values);
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_whole()
    {
        var path = _folder.File("f.safetensors");
        Safetensors.Write(path, [new("w", [1], [5])]);
        var before = File.ReadAllBytes(path);
        List<(string, IReadOnlyList<int>)> tensors = [("a", [1]), ("b", [1])];
        Assert.Throws<IOException>(() => SafetensorsWriter.Write(path, tensors, i => i == 0 ? new float[1] : throw new IOException("disk full")));
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_the_systems_own_error() =>
        Assert.Throws<DirectoryNotFoundException>(() => Safetensors.Write(_folder.File("none/g.safetensors"), [new("w", [1], [5])]));

    [Fact]
    public void Tensors_that_cannot_be_written_are_refused()
    {
        var path = _folder.File("h.safetensors");
        Assert.Throws<ArgumentException>(() => Safetensors.Write(path, [new("w", [1], [5]), new("w", [1], [5])]));
        Assert.Throws<ArgumentException>(() => Safetensors.Write(path, [new("__metadata__", [1], [5])]));
        Assert.Contains("takes 4 values, but has 3", Assert.Throws<ArgumentException>(() => Safetensors.Write(path, [new("w", [2, 2], [1, 2, 3])])).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }
}
