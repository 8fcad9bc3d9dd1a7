using System.Collections.Generic;

namespace ConvGen.Generator.Backends.Gpu.Language;

/// <summary>
/// A kernel in the language that both printers know. Its parameters are places in the device's memory, the number of images, and sizes. Kernels of one text are one
/// kernel, so nothing that is printed names a layer or speaks of its sizes.
/// </summary>
/// <param name="Kind">For the name: what form of kernel it is.</param>
/// <param name="Comment">For readers: the loops, the formula.</param>
/// <param name="Threads">Threads of a block, a multiple of 32.</param>
/// <param name="Places">Parameters that are places.</param>
/// <param name="Sizes">Parameters that are sizes: what they are for the layer that this was built for.</param>
/// <param name="SharedFloats">The size of each shared array in numbers of 32 bits; aligned to 16 bytes.</param>
/// <param name="Registers">How many there are of each type.</param>
/// <param name="Body">What each thread does.</param>
internal sealed record KernelCode(
    string Kind, string Comment, int Threads, int Places, IReadOnlyList<int> Sizes, IReadOnlyList<int> SharedFloats, IReadOnlyDictionary<RegisterType, int> Registers, IReadOnlyList<Instruction> Body);
