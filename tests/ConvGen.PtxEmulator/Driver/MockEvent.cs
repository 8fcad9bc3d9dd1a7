namespace ConvGen.Tests.Ptx;

/// <summary>An event.</summary>
internal sealed class MockEvent
{
    /// <summary>The record that was asked for last.</summary>
    public MockOperation? Record { get; set; }

    /// <summary>When the record was done.</summary>
    public long Time { get; set; }

    /// <summary>The stream that recorded it in a capture.</summary>
    public MockStream? CapturedOn { get; set; }

    public MockCapture? Capture { get; set; }
}
