using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>
/// Remembers the kernels of contractions. A network has hundreds of contractions and a few dozen kernels, which are long; so of each contraction a short one is built first, that has
/// all its addresses and its formula and nothing else. Contractions whose short kernels are the same but for their sizes have the same kernels but for their sizes, which the short one knows.
/// </summary>
internal sealed class ContractionCodes
{
    private readonly Dictionary<int, List<(KernelCode Probe, Dictionary<string, KernelCode> Codes)>> _known = [];

    /// <summary>What there is of kernels for such a contraction.</summary>
    public Entry Of(ContractionShape shape, ContractionTile tile)
    {
        var probe = Probe(shape, tile);
        var hash = probe.TextHash();
        if (!_known.TryGetValue(hash, out var candidates))
            _known.Add(hash, candidates = []);
        foreach (var (known, codes) in candidates)
            if (probe.HasTextOf(known))
                return new Entry(probe, codes);
        var none = new Dictionary<string, KernelCode>(StringComparer.Ordinal);
        candidates.Add((probe, none));
        return new Entry(probe, none);
    }

    /// <summary>Everything that tells kernels apart: how operands lie is code here, and what is not is in the comment.</summary>
    private static KernelCode Probe(ContractionShape shape, ContractionTile tile)
    {
        var k = new KernelBuilder(ContractionEpilogue.Places(shape).Count + 3, tile.Threads) { LiftsSizes = false };
        var results = k.Place(2);
        foreach (var splits in new[] { tile.Splits, ContractionTile.ByBatch }.Distinct())
        {
            var block = new ContractionBlock(k, shape, tile with { Splits = splits });
            var row = block.RowOfA(k.Thread);
            k.Store(results, block.Begin, k.Load(block.TermOfA(row, k.Thread), 0) + k.Load(block.ColumnsOfB(k.Thread).At(k.Thread), 0));
            k.Store(block.Part(results), block.End, 0);
        }

        ContractionFold.Write(k, shape, tile, 2, 3);
        if (tile.Splits != ContractionTile.ByBatch)
            ContractionFold.Write(k, shape, tile with { Splits = ContractionTile.ByBatch }, 2, 3);
        return k.Build("probe", FormattableString.Invariant(
            $"{tile} {shape.IsAlongDepth} {shape.IsAlongRows} {shape.IsColumnAligned} {shape.RowsGrow} {shape.DepthGrows} {shape.Kernel.Epilogue} {shape.Kernel.Finish} {shape.Kernel.Statistics is null}"));
    }

    /// <summary>The kernels of contractions that differ in their sizes alone.</summary>
    /// <param name="probe">The short kernel of one of them.</param>
    /// <param name="codes">By what they do.</param>
    internal sealed class Entry(KernelCode probe, Dictionary<string, KernelCode> codes)
    {
        private Dictionary<string, int>? _sizes;

        /// <summary>A kernel with this contraction's sizes.</summary>
        /// <param name="name">What it does.</param>
        /// <param name="build">Builds it, where none has been.</param>
        public KernelCode Of(string name, Func<KernelCode> build)
        {
            if (!codes.TryGetValue(name, out var known))
            {
                codes.Add(name, known = build());
                return known;
            }

            _sizes ??= probe.Roles.Zip(probe.Sizes, (role, size) => (role, size)).ToDictionary(pair => pair.role, pair => pair.size, StringComparer.Ordinal);
            return known.Roles.All(_sizes.ContainsKey) ? known with { Sizes = [.. known.Roles.Select(role => _sizes[role])] } : build();
        }
    }
}
