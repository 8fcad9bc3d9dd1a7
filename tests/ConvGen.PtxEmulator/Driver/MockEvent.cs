namespace ConvGen.Tests.Ptx;

/// <summary>An event.</summary>
/// <param name="hasTime">False where the program said that it wants no times of it.</param>
internal sealed class MockEvent(bool hasTime)
{
    public bool HasTime { get; } = hasTime;

    /// <summary>The record that was asked for last.</summary>
    public MockOperation? Record { get; set; }

    /// <summary>When the record was done.</summary>
    public long Time { get; set; }

    /// <summary>The stream that recorded it in a capture.</summary>
    public MockStream? CapturedOn { get; set; }

    public MockCapture? Capture { get; set; }
}
