using System.Buffers;

namespace ConvGen;

/// <summary>
/// Kernels for tensor cores hold their products once for each arithmetic, behind lines like "//BFloat16" or "//TensorFloat32 Float32", which say of which what follows is, up to "//"; a line
/// "//convolution" or "//matrix" stands before each kernel. What a network does not compute with is left out before a driver sees the text, and what lies between "//{" and "//}" comes twice
/// where the second is not left out.
/// </summary>
internal static class TensorText
{
    /// <summary>The environment variable that says what <see cref="Precision.Default"/> means.</summary>
    public const string Variable = "CONVGEN_PRECISION";

    /// <summary>The text for a precision.</summary>
    /// <param name="text">For all of them, with a zero byte behind.</param>
    /// <param name="precision">Which.</param>
    public static byte[] For(ReadOnlySpan<byte> text, Precision precision)
    {
        var kept = new ArrayBufferWriter<byte>(text.Length);
        var (arithmetic, isLeftOut, start) = (precision, false, 0);
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n') + 1;
            var line = end == 0 ? text : text[..end];
            text = text[line.Length..];
            if (!line.StartsWith("//"u8) || line.StartsWith("// "u8))
            {
                if (!isLeftOut)
                    kept.Write(line);
                continue;
            }

            var word = line[2..].TrimEnd((byte)'\n');
            if (word.SequenceEqual("convolution"u8) || word.SequenceEqual("matrix"u8))
                arithmetic = precision != Precision.Default ? precision : word[0] == (byte)'c' ? Precision.TensorFloat32 : Precision.Float32;
            else if (word.SequenceEqual("{"u8))
                start = kept.WrittenCount;
            else if (word.SequenceEqual("}"u8))
            {
                if (!isLeftOut)
                    kept.Write(kept.WrittenSpan[start..].ToArray());
            }
            else
                isLeftOut = !word.IsEmpty && !Has(word, Name(arithmetic));
        }

        return kept.WrittenSpan.ToArray();
    }

    /// <summary>What a network computes with: what it asks for, or what the environment does.</summary>
    /// <param name="asked">By the network.</param>
    /// <param name="note">What is wrong with the environment's, in one line; null where nothing is.</param>
    public static Precision Resolve(Precision asked, out string? note)
    {
        note = null;
        if (asked != Precision.Default || Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } text)
            return asked;
        switch (text.ToLowerInvariant())
        {
            case "default":
                return Precision.Default;
            case "float32" or "fp32":
                return Precision.Float32;
            case "tensorfloat32" or "tf32":
                return Precision.TensorFloat32;
            case "bfloat16" or "bf16":
                return Precision.BFloat16;
            default:
                note = $"{Variable} is '{text}', which is no precision (default, float32, tf32 and bf16 are).";
                return asked;
        }
    }

    /// <summary>True where one of the words, between which there are spaces, is the name.</summary>
    private static bool Has(ReadOnlySpan<byte> words, ReadOnlySpan<byte> name)
    {
        foreach (var word in words.Split((byte)' '))
            if (words[word].SequenceEqual(name))
                return true;
        return false;
    }

    private static ReadOnlySpan<byte> Name(Precision precision) => precision switch
    {
        Precision.Float32 => "Float32"u8,
        Precision.BFloat16 => "BFloat16"u8,
        _ => "TensorFloat32"u8,
    };
}
