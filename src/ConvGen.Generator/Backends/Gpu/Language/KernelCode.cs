using System;
using System.Collections.Generic;
using System.Linq;

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
    string Kind, string Comment, int Threads, int Places, IReadOnlyList<int> Sizes, IReadOnlyList<int> SharedFloats, IReadOnlyDictionary<RegisterType, int> Registers, IReadOnlyList<Instruction> Body)
{
    /// <summary>What each of <see cref="Sizes"/> is, where the kernel says so itself (<see cref="KernelBuilder.LiftsSizes"/>).</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>True where <see cref="Operation.Parts"/> is a parameter, between the number of images and the sizes.</summary>
    public bool TakesParts { get; init; }

    /// <summary>True where both have the same text: they may differ in what sizes are.</summary>
    public bool HasTextOf(KernelCode other) =>
        (Kind, Comment, Threads, Places, TakesParts, Sizes.Count) == (other.Kind, other.Comment, other.Threads, other.Places, other.TakesParts, other.Sizes.Count)
        && SharedFloats.SequenceEqual(other.SharedFloats) && Same(Body, other.Body);

    /// <summary>The same for kernels of one text.</summary>
    public int TextHash() => unchecked((Hash(Body) * Factor) + StringComparer.Ordinal.GetHashCode(Comment) + Threads);

    private const int Factor = 486187739;

    private static bool Same(IReadOnlyList<Instruction> left, IReadOnlyList<Instruction> right)
    {
        if (left.Count != right.Count)
            return false;
        for (var i = 0; i < left.Count; i++)
            if (!Same(left[i], right[i]))
                return false;
        return true;
    }

    private static bool Same(Instruction left, Instruction right) => (left, right) switch
    {
        (Compute a, Compute b) => a.Operation == b.Operation && a.Result == b.Result && a.A == b.A && a.B == b.B && a.C == b.C,
        (Read a, Read b) => a.From == b.From && a.Offset == b.Offset && a.Condition == b.Condition && a.Results.SequenceEqual(b.Results),
        (Write a, Write b) => a.To == b.To && a.Offset == b.Offset && a.Condition == b.Condition && a.Values.SequenceEqual(b.Values),
        (Repeat a, Repeat b) => a.Counter == b.Counter && a.First == b.First && a.End == b.End && a.Step == b.Step && a.WrittenOutFor == b.WrittenOutFor && Same(a.Body, b.Body),
        (Branch a, Branch b) => a.Condition == b.Condition && Same(a.Body, b.Body) && Same(a.Otherwise, b.Otherwise),
        (CopyAsync a, CopyAsync b) => a == b,
        (ReadMatrices a, ReadMatrices b) => a.From == b.From && a.Offset == b.Offset && a.Results.SequenceEqual(b.Results),
        (MultiplyMatrices a, MultiplyMatrices b) => a.Kind == b.Kind && a.Sums.SequenceEqual(b.Sums) && a.A.SequenceEqual(b.A) && a.B.SequenceEqual(b.B),
        (Alternatives a, Alternatives b) => a.Bodies.Count == b.Bodies.Count && a.Bodies.Zip(b.Bodies, (one, other) => one.Arithmetic == other.Arithmetic && Same(one.Body, other.Body)).All(same => same),
        (Meet, Meet) or (CommitCopies, CommitCopies) => true,
        (WaitForCopies a, WaitForCopies b) => a.Groups == b.Groups,
        _ => false,
    };

    private static int Hash(IReadOnlyList<Instruction> body)
    {
        var hash = body.Count;
        foreach (var instruction in body)
        {
            var own = instruction switch
            {
                Compute compute => ((int)compute.Operation * 31) + compute.Result.Number + (compute.A.GetHashCode() * 7) + (compute.B.GetHashCode() * 11) + (compute.C.GetHashCode() * 13),
                Read read => read.Offset + (read.From.Number * 5),
                Write write => write.Offset + (write.To.Number * 3),
                Repeat repeat => Hash(repeat.Body),
                Branch branch => Hash(branch.Body) + Hash(branch.Otherwise),
                _ => 1,
            };
            hash = unchecked((hash * Factor) + own);
        }

        return hash;
    }
}
