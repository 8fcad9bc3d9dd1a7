namespace ConvGen.GpuLab.Pack;

/// <summary>A file that is no kernel pack, or not a whole one.</summary>
internal sealed class PackFormatException(string message) : Exception(message);
