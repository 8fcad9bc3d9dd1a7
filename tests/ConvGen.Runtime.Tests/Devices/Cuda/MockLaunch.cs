namespace ConvGen.Tests.Devices;

/// <summary>A launch as a driver got it.</summary>
internal sealed record MockLaunch(string Kernel, GpuGrid Grid, GpuGrid Threads, uint SharedBytes, long[] Places, int Batch);
