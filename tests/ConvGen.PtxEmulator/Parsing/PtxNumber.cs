using System.Globalization;

namespace ConvGen.Tests.Ptx;

/// <summary>Reads literals.</summary>
internal static class PtxNumber
{
    public static bool TryParse(string text, out OperandKind kind, out ulong bits)
    {
        var culture = CultureInfo.InvariantCulture;
        kind = OperandKind.Integer;
        if (text.Length == 10 && text[0] == '0' && text[1] is 'f' or 'F')
        {
            kind = OperandKind.Float32;
            return ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, culture, out bits);
        }

        if (text.Length == 18 && text[0] == '0' && text[1] is 'd' or 'D')
        {
            kind = OperandKind.Float64;
            return ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, culture, out bits);
        }

        if (text.Contains('.', StringComparison.Ordinal))
        {
            kind = OperandKind.Decimal;
            var done = double.TryParse(text, NumberStyles.Float, culture, out var value);
            bits = BitConverter.DoubleToUInt64Bits(value);
            return done;
        }

        var digits = text.AsSpan().TrimEnd('U');
        if (digits.StartsWith("0x") || digits.StartsWith("0X"))
            return ulong.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, culture, out bits);
        if (digits.StartsWith("0b") || digits.StartsWith("0B"))
            return ulong.TryParse(digits[2..], NumberStyles.AllowBinarySpecifier, culture, out bits);
        if (digits.Length > 1 && digits[0] == '0')
        {
            bits = 0;
            foreach (var digit in digits)
            {
                if (digit is < '0' or > '7')
                    return false;
                bits = (bits * 8) + (ulong)(digit - '0');
            }

            return true;
        }

        return ulong.TryParse(digits, NumberStyles.None, culture, out bits);
    }
}
