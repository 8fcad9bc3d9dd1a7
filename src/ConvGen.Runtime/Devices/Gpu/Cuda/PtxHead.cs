using System.Buffers.Text;

namespace ConvGen;

/// <summary>What the first lines of a PTX text ask for.</summary>
/// <param name="Version">The version of the language, ten times: 63 for 6.3. 0 where the text does not say.</param>
/// <param name="Target">The compute capability, ten times: 80 for sm_80. 0 where the text does not say.</param>
/// <param name="Suffix">'a' where it runs on just that capability, 'f' where on its family, else a space.</param>
internal readonly record struct PtxHead(int Version, int Target, char Suffix)
{
    /// <summary>Reads .version and .target, each at the beginning of a line as everyone writes them.</summary>
    public static PtxHead Read(ReadOnlySpan<byte> text)
    {
        var head = new PtxHead(0, 0, ' ');
        while (!text.IsEmpty && head.Target == 0)
        {
            var end = text.IndexOf((byte)'\n');
            var line = (end < 0 ? text : text[..end]).Trim(" \t\r\0"u8);
            text = end < 0 ? [] : text[(end + 1)..];
            if (line.StartsWith(".version"u8))
            {
                line = line[".version"u8.Length..].TrimStart(" \t"u8);
                if (Utf8Parser.TryParse(line, out int major, out var used) && used + 1 < line.Length && Utf8Parser.TryParse(line[(used + 1)..], out int minor, out _))
                    head = head with { Version = 10 * major + minor };
            }
            else if (line.StartsWith(".target"u8))
            {
                line = line[".target"u8.Length..].TrimStart(" \t"u8);
                if (line.StartsWith("sm_"u8) && Utf8Parser.TryParse(line[3..], out int target, out var used))
                    head = head with { Target = target, Suffix = 3 + used < line.Length && line[3 + used] is (byte)'a' or (byte)'f' ? (char)line[3 + used] : ' ' };
            }
        }

        return head;
    }

    /// <summary>Why a device cannot take the text, in one line without a full stop; null where nothing in its head says so.</summary>
    public string? WhyNot(CudaInfo device)
    {
        var driver = DriverVersion();
        if (driver > device.DriverVersion)
        {
            return $"they are written in PTX {Version / 10}.{Version % 10}, which the NVIDIA driver knows from CUDA {CudaInfo.VersionText(driver)} on; " +
                $"this one is of CUDA {CudaInfo.VersionText(device.DriverVersion)}";
        }

        var runs = Suffix switch
        {
            'a' => device.Capability == Target,
            'f' => device.Capability >= Target && device.Capability / 10 == Target / 10,
            _ => device.Capability >= Target,
        };
        return runs ? null : $"they are for sm_{Target}{(Suffix == ' ' ? "" : Suffix)}, and its compute capability is {CudaInfo.CapabilityText(device.Capability)}";
    }

    /// <summary>
    /// The version of CUDA whose driver is the first to know the language, as the table of release notes in the PTX manual has it; 0 where the driver is to say.
    /// </summary>
    private int DriverVersion() => Version switch
    {
        >= 60 and <= 62 => 9_000 + 10 * (Version - 60),
        >= 63 and <= 65 => 10_000 + 10 * (Version - 63),
        >= 70 and <= 78 => 11_000 + 10 * (Version - 70),
        >= 80 and <= 85 => 12_000 + 10 * (Version - 80),
        >= 86 and <= 88 => 12_070 + 10 * (Version - 86),
        >= 90 and <= 91 => 13_000 + 10 * (Version - 90),
        _ => 0,
    };
}
