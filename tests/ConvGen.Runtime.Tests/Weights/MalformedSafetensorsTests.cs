using System.Text;

namespace ConvGen.Tests.Weights;

/// <summary>Files that lie: each is refused with a sentence about its fault, and no size in a file is believed before it is checked.</summary>
public sealed class MalformedSafetensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    // The object itself.
    [InlineData("", "not valid JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("null", "not a JSON object")]
    [InlineData("{", "not valid JSON")]
    [InlineData("{}{}", "not valid JSON")]
    [InlineData("{} x", "not valid JSON")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},}", "not valid JSON")]
    [InlineData("{/* */}", "not valid JSON")]
    [InlineData("{\"\\ud800\":{}}", "not valid JSON")]
    // Entries.
    [InlineData("{\"w\":1}", "the value of 'w' is not an object")]
    [InlineData("{\"w\":{}}", "lacks dtype")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", "lacks shape")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1]}}", "lacks data_offsets")]
    [InlineData("{\"w\":{\"dtype\":4,\"shape\":[1],\"data_offsets\":[0,4]}}", "key 'dtype'")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", "key 'dtype'")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"more\":{}}}", "key 'more'")]
    [InlineData("{\"w\":{\"dtype\":\"F99\",\"shape\":[1],\"data_offsets\":[0,4]}}", "unknown type 'F99'")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":1,\"data_offsets\":[0,4]}}", "'shape' of tensor 'w' is not a list")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", "not a whole number")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}", "not a whole number")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[\"1\"],\"data_offsets\":[0,4]}}", "not a whole number")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,4]}}", "not a whole number")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,4]}}", "more elements than fit")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[4611686018427387905],\"data_offsets\":[0,4]}}", "more elements than fit")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", "takes 8 bytes, but its data offsets span 4")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}}", "has 3 data offsets")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", "before it begins")]
    // Names and ranges together.
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", "'w' occurs twice")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", "begins at byte 4, but the tensor before it ends at 0")]
    [InlineData("{\"v\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", "begins at byte 0, but the tensor before it ends at 4")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", "take 4 bytes, but 8 follow")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1000000000],\"data_offsets\":[0,4000000000]}}", "take 4000000000 bytes, but 8 follow")]
    [InlineData("{}", "take 0 bytes, but 8 follow")]
    // Metadata.
    [InlineData("{\"__metadata__\":3}", "__metadata__ is not an object")]
    [InlineData("{\"__metadata__\":{\"format\":{}}}", "'format' is not text")]
    [InlineData("{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", "'a' occurs twice")]
    public void A_bad_header_is_refused(string header, string message) => Refuse(SafetensorsBytes.File(header, new byte[8]), message);

    [Fact]
    public void A_header_that_is_not_text_is_refused() => Refuse(SafetensorsBytes.File([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d], new byte[8]), "not valid JSON");

    [Fact]
    public void A_file_shorter_than_its_length_field_is_refused() => Refuse([1, 2, 3], "3 bytes, fewer than the 8");

    [Fact]
    public void A_header_longer_than_the_file_is_refused() => Refuse([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0x7b], "only 1 follow");

    [Fact]
    public void A_header_above_the_formats_limit_is_refused()
    {
        var path = _folder.File("sparse.safetensors");
        using (var file = File.Create(path))
        {
            file.Write([0x01, 0xe1, 0xf5, 0x05, 0, 0, 0, 0]);
            file.SetLength(200_000_000);
        }

        Assert.Contains("the format allows 100000000", Assert.Throws<WeightsFormatException>(() => Safetensors.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_without_end_is_refused() => Refuse(SafetensorsBytes.File(string.Concat(Enumerable.Repeat("{\"a\":", 10_000)), []), "'a' has an unknown, repeated or mistyped key 'a'");

    /// <summary>Whatever bytes change or vanish, the answer is a clean read or a clean refusal: no other exception, no hang, no huge allocation.</summary>
    [Fact]
    public void Random_damage_never_does_worse_than_an_error()
    {
        var path = _folder.File("good.safetensors");
        Safetensors.Write(path, [new("a.weight", [2, 3], [1, 2, 3, 4, 5, 6]), new("a.bias", [2], [7, 8])]);
        var good = File.ReadAllBytes(path);
        var random = new Random(20);
        var refused = 0;
        for (var round = 0; round < 1_000; round++)
        {
            var bytes = (byte[])good.Clone();
            for (var damage = random.Next(1, 4); damage > 0; damage--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            File.WriteAllBytes(path, bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Safetensors.Read(path);
            }
            catch (WeightsFormatException)
            {
                refused++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        }

        Assert.InRange(refused, 300, 1_000);
    }

    /// <summary>Damage to the text alone, by pieces of the format's own vocabulary, gets deeper into the checks than random bytes do.</summary>
    [Fact]
    public void Shuffled_vocabulary_never_does_worse_than_an_error()
    {
        string[] words = ["{", "}", "[", "]", ",", ":", "\"w\"", "\"dtype\"", "\"F32\"", "\"shape\"", "\"data_offsets\"", "0", "4", "8", "-1", "1e400", "\"__metadata__\"", "null", "true", " "];
        var random = new Random(21);
        for (var round = 0; round < 3_000; round++)
        {
            var header = new StringBuilder("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}");
            for (var edit = random.Next(1, 5); edit > 0; edit--)
            {
                var at = random.Next(header.Length);
                if (random.Next(2) == 0)
                    header.Remove(at, Math.Min(random.Next(1, 6), header.Length - at));
                header.Insert(Math.Min(at, header.Length), words[random.Next(words.Length)]);
            }

            var json = Encoding.UTF8.GetBytes(header.ToString());
            try
            {
                SafetensorsHeader.Parse(json, 4);
            }
            catch (WeightsFormatException)
            {
            }
        }
    }

    private void Refuse(byte[] bytes, string message)
    {
        var path = _folder.File("bad.safetensors");
        File.WriteAllBytes(path, bytes);
        Assert.Contains(message, Assert.Throws<WeightsFormatException>(() => Safetensors.Read(path)).Message, StringComparison.Ordinal);
    }
}
