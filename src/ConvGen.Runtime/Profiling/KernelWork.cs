using System.ComponentModel;

namespace ConvGen;

/// <summary>What a kernel has to do at least, whatever it does: what a profile measures its time against.</summary>
/// <param name="Kind">The sort of work.</param>
/// <param name="Operations">Floating-point operations for one image (for one call where the kernel does not count by images): of a convolution twice the published multiply-accumulates, whatever the algorithm. 0 where there are none.</param>
/// <param name="BytesOfImage">Bytes read and written for one image, each once.</param>
/// <param name="BytesOfCall">Bytes read and written in a call whatever the batch, each once: weights.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct KernelWork(KernelKind Kind, long Operations, long BytesOfImage, long BytesOfCall);
