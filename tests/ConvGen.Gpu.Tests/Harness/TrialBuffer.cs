using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Tests.Gpu.Oracle;

namespace ConvGen.Tests.Gpu.Harness;

/// <summary>A piece of the emulated device's memory that a kernel was told of.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Shift">Numbers of 32 bits from an aligned address.</param>
/// <param name="Before">What it held.</param>
/// <param name="Written">What the oracle wrote there, null where nothing may change; null as a whole where anything may be left.</param>
internal sealed record TrialBuffer(string Name, ulong Address, int Shift, int[] Before, Measured?[]? Written);

/// <summary>A launch as the emulator got it.</summary>
/// <param name="Code">The kernel.</param>
/// <param name="Grid">Blocks.</param>
/// <param name="Places">Its parameters that are places: a buffer's number, and numbers from its start.</param>
/// <param name="Numbers">Its other parameters.</param>
internal sealed record TrialLaunch(KernelCode Code, (int X, int Y, int Z) Grid, IReadOnlyList<(int Buffer, long Offset)> Places, IReadOnlyList<int> Numbers);
