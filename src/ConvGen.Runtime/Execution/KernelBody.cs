using System.ComponentModel;

namespace ConvGen;

/// <summary>Computes the items from <paramref name="begin"/> up to <paramref name="end"/> of one kernel. Items are independent of each other.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe delegate void KernelBody(Frame* frame, int begin, int end);
