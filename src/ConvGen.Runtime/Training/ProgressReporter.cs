using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ConvGen;

/// <summary>
/// Shows how training goes; this one shows nothing. One line of text in three forms is written here rather than taken from a console
/// library, so that the runtime depends on nothing.
/// </summary>
internal class ProgressReporter
{
    /// <summary>What a mode means on this console.</summary>
    public static ProgressReporter Create(ProgressMode mode) => mode switch
    {
        ProgressMode.None => new ProgressReporter(),
        ProgressMode.Bar => new ProgressBar(Console.Out),
        ProgressMode.Lines => new ProgressLines(Console.Out),
        _ => Console.IsOutputRedirected ? new ProgressLines(Console.Out) : new ProgressBar(Console.Out),
    };

    public virtual void BeginEpoch(TrainingState state)
    {
    }

    public virtual void Update(TrainingState state)
    {
    }

    public virtual void EndEpoch(TrainingState state, EpochRecord record)
    {
    }

    public virtual void EndTraining(TrainingState state)
    {
    }

    /// <summary>After an exception: leaves the console at the start of a line.</summary>
    public virtual void Abandon()
    {
    }
}

/// <summary>One line for each epoch: <c>Epoch 1/5  loss 0.4321  validation loss 0.4012  accuracy 85.32 %  12.3 s</c>.</summary>
internal class ProgressLines(TextWriter output) : ProgressReporter
{
    protected TextWriter Output { get; } = output;

    public override void EndEpoch(TrainingState state, EpochRecord record) => Output.WriteLine(Line(state, record));

    public override void EndTraining(TrainingState state)
    {
        if (state.History.StopReason is { } reason)
            Output.WriteLine(reason);
    }

    protected static string Line(TrainingState state, EpochRecord record)
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{Title(state)}  loss {record.Loss:F4}");
        if (!float.IsNaN(record.ValidationLoss))
            line.Append(CultureInfo.InvariantCulture, $"  validation loss {record.ValidationLoss:F4}");
        if (!float.IsNaN(record.ValidationAccuracy))
            line.Append(CultureInfo.InvariantCulture, $"  accuracy {100 * record.ValidationAccuracy:F2} %");
        return line.Append(CultureInfo.InvariantCulture, $"  {record.Seconds:F1} s").ToString();
    }

    protected static string Title(TrainingState state) => string.Create(CultureInfo.InvariantCulture, $"Epoch {state.Epoch}/{state.Options.Epochs}");
}

/// <summary>A bar redrawn in place, ten times a second at most; the finished epoch's line takes its place.</summary>
internal sealed class ProgressBar(TextWriter output) : ProgressLines(output)
{
    private const int Cells = 30;
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private long _start;
    private long _lastDrawn;
    private int _width;

    public override void BeginEpoch(TrainingState state)
    {
        _start = Stopwatch.GetTimestamp();
        Draw(state);
    }

    public override void Update(TrainingState state)
    {
        if (state.Batch == state.Batches || Stopwatch.GetElapsedTime(_lastDrawn) >= s_interval)
            Draw(state);
    }

    public override void EndEpoch(TrainingState state, EpochRecord record)
    {
        Show(Line(state, record));
        Output.WriteLine();
        _width = 0;
    }

    public override void Abandon()
    {
        if (_width > 0)
            Output.WriteLine();
        _width = 0;
    }

    private void Draw(TrainingState state)
    {
        _lastDrawn = Stopwatch.GetTimestamp();
        var done = (int)((long)Cells * state.Batch / state.Batches);
        var bar = done < Cells ? new string('=', done) + '>' + new string(' ', Cells - done - 1) : new string('=', Cells);
        var loss = state.Batch > 0 ? string.Create(CultureInfo.InvariantCulture, $"  loss {state.Loss:F4}") : "";
        Show(string.Create(CultureInfo.InvariantCulture, $"{Title(state)} [{bar}] {state.Batch}/{state.Batches}{loss}  {Stopwatch.GetElapsedTime(_start).TotalSeconds:F1} s"));
    }

    /// <summary>Writes over the line, and blanks what a longer one left.</summary>
    private void Show(string text)
    {
        Output.Write('\r');
        Output.Write(text.PadRight(_width));
        Output.Flush();
        _width = text.Length;
    }
}
