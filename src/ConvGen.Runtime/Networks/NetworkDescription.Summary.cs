using System.Globalization;
using System.Text;

namespace ConvGen;

/// <content>The summary table.</content>
public sealed partial record NetworkDescription
{
    /// <summary>Parameter elements as published counts have them: without padding lanes and running averages.</summary>
    public long ParameterCount => Elements(parameter => parameter.IsLearned);

    /// <summary>Parameter elements that optimisers change.</summary>
    public long TrainableParameterCount => Elements(parameter => parameter.IsLearned && parameter.Trainable);

    /// <summary>Multiply-accumulates of one image's forward pass.</summary>
    public long MultiplyAccumulates => Layers.Sum(layer => layer.MultiplyAccumulates);

    /// <summary>The summary table, as Keras prints it, with the memory of a batch of one.</summary>
    public override string ToString() => ToString(1);

    /// <summary>The summary table, as Keras prints it: layers with output shape, parameters and multiply-accumulates, then totals.</summary>
    /// <param name="batch">The batch size for which memory is stated.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public string ToString(int batch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        var rows = Rows();
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var line = new string('─', widths.Sum() + 2 * (widths.Length - 1));

        var text = new StringBuilder();
        text.Append(Name).Append('\n').Append(line).Append('\n');
        for (var row = 0; row < rows.Count; row++)
        {
            // Names to the left, numbers to the right.
            var cells = rows[row].Select((cell, column) => column is 2 or 3 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            text.Append(string.Join("  ", cells).TrimEnd()).Append('\n');
            if (row == 0)
                text.Append(line).Append('\n');
        }

        var total = ParameterCount;
        var trainable = TrainableParameterCount;
        text.Append(line).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"Parameters: {Grouped(total)} ({ShapeText.FormatBytes(sizeof(float) * total)}), trainable {Grouped(trainable)}, frozen {Grouped(total - trainable)}\n");
        if (Elements(parameter => !parameter.IsLearned) is > 0 and var averages)
            text.Append(CultureInfo.InvariantCulture, $"Running averages, not counted: {Grouped(averages)} ({ShapeText.FormatBytes(sizeof(float) * averages)})\n");
        text.Append(CultureInfo.InvariantCulture, $"Multiply-accumulates: {Grouped(MultiplyAccumulates)} for each image\n");
        text.Append(CultureInfo.InvariantCulture, $"Arena at batch {batch}: {ShapeText.FormatBytes(sizeof(float) * Memory.InferenceFloats(batch))} for inference, {ShapeText.FormatBytes(sizeof(float) * Memory.TrainingFloats(batch))} for training\n");
        if (Copies > 0)
            text.Append(CultureInfo.InvariantCulture, $"Copies between layers: {Copies}\n");
        if (Memory.ThreadFloats(batch) is > 0 and var threadFloats)
            text.Append(CultureInfo.InvariantCulture, $"Each thread works in {ShapeText.FormatBytes(sizeof(float) * threadFloats)} more\n");
        if (Memory.InferencePrepared + Memory.TrainingPrepared > 0)
            text.Append(CultureInfo.InvariantCulture, $"Prepared from parameters, in these: {ShapeText.FormatBytes(sizeof(float) * Memory.InferencePrepared)} and {ShapeText.FormatBytes(sizeof(float) * Memory.TrainingPrepared)}\n");
        return text.ToString();
    }

    /// <summary>The table's cells. Where layers are more than a chain, a last column says what each reads, on lines of its own where that is long.</summary>
    private List<string[]> Rows()
    {
        const int MostSources = 40;
        var isChain = Inputs.Count == 1 && Layers.Select((layer, index) => layer.Sources.SequenceEqual([index - 1])).All(follows => follows);
        List<string[]> rows = [["Layer", "Output shape", "Params", "MACs", "Connected to"]];
        foreach (var input in Inputs)
            rows.Add([Inputs.Count == 1 ? "input" : $"{input.Name} (Input)", ShapeText.Format(input.Shape), "", "", ""]);
        foreach (var layer in Layers)
        {
            var sources = new Queue<string>(layer.Sources.Select(NameOf));
            string[] cells = [$"{layer.Name} ({layer.Kind})", ShapeText.Format(layer.OutputShape), Grouped(layer.ParameterCount), Grouped(layer.MultiplyAccumulates)];
            do
            {
                var connected = sources.TryDequeue(out var first) ? first : "";
                while (sources.TryPeek(out var next) && connected.Length + next.Length < MostSources)
                    connected += $", {sources.Dequeue()}";
                rows.Add([.. cells, sources.Count > 0 ? connected + "," : connected]);
                cells = ["", "", "", ""];
            }
            while (sources.Count > 0);
        }

        return isChain ? [.. rows.Select(row => row[..^1])] : rows;
    }

    private long Elements(Func<ParameterDescription, bool> chosen) => Parameters.Where(chosen).Sum(parameter => (long)parameter.Packing.Length);

    private static string Grouped(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
