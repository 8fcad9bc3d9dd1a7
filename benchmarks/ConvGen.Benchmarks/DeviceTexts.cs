using Microsoft.CodeAnalysis;

namespace ConvGen.Benchmarks;

/// <summary>How many bytes of text a network has for devices, and how many kernels: of all, of products without tensor cores, of those with them in all arithmetics.</summary>
/// <param name="result">What the generator made, for all devices.</param>
internal sealed class DeviceTexts(GeneratorDriverRunResult result)
{
    private const string Quotes = "\"\"\"";

    private readonly string _source = result.Results[0].GeneratedSources.Single(source => source.HintName.Contains(".Gpu.", StringComparison.Ordinal)).SourceText.ToString();

    public string Json
    {
        get
        {
            string[] texts = [Text("Ptx"), Text("PtxContractions"), Text("PtxTensor")];
            return $"\"ptx_common\": {texts[0].Length}, \"ptx_plain\": {texts[1].Length}, \"ptx_tensor\": {texts[2].Length}, \"kernels\": {texts.Sum(Entries)}, \"opencl\": {Text("OpenCl").Length}";
        }
    }

    private static int Entries(string text) => text.Split(".visible .entry").Length - 1;

    /// <summary>The raw literal that a property gives.</summary>
    private string Text(string property)
    {
        var start = _source.IndexOf($"ReadOnlySpan<byte> {property} => {Quotes}", StringComparison.Ordinal);
        start = _source.IndexOf('\n', start) + 1;
        return _source[start.._source.IndexOf(Quotes, start, StringComparison.Ordinal)];
    }
}
