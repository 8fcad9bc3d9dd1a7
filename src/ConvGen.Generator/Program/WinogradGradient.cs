using System;
using System.Collections.Generic;

namespace ConvGen.Generator.Program;

/// <summary>
/// The gradient of a convolution's filters, point by point: what <see cref="Winograd"/> does, differentiated with respect to the transformed filters,
/// <c>dU = Σ_tiles (Bᵀ d B) ⊗ (A dY Aᵀ)</c>, summed over the tiles of all images. <see cref="WinogradFilterGradient"/> brings it back to taps.
/// </summary>
/// <param name="Transform">m and its matrices.</param>
/// <param name="Height">Rows of the convolution's result.</param>
/// <param name="Width">Columns of the convolution's result.</param>
/// <param name="Channels">Of the input; a multiple of eight.</param>
/// <param name="Columns">Of the result: its channels, a multiple of sixteen.</param>
/// <param name="Input">From the first pixel that the first window reads.</param>
/// <param name="Gradient">Of the result.</param>
/// <param name="Target">Written, laid out as transformed filters are.</param>
internal sealed record WinogradGradient(
    string Name, WinogradTransform Transform, int Height, int Width, int Channels, int Columns, Grid Input, Grid Gradient, Region Target)
    : Kernel(Name)
{
    public override IEnumerable<Region> Reads => [Input.Region, Gradient.Region];

    public override IEnumerable<Region> Writes => [Target];

    public int TileRows => (Height + Transform.Tile - 1) / Transform.Tile;

    public int TileColumns => (Width + Transform.Tile - 1) / Transform.Tile;

    /// <summary>Channels of a work item. A thread takes neighbouring ones together: it transforms the result's gradient once for all of them.</summary>
    public int SliceChannels => Channels % Packing.Width == 0 ? Packing.Width : Channels;

    public override int ItemsPerImage => 0;

    public override int FixedItems => Channels / SliceChannels;

    public override long CostPerItem => Math.Max(1, (long)(32 * Plan.Cycles / FixedItems));

    public override int ThreadFloats => WinogradPlan.ScratchFloats(Transform, Plan.Tiles, Channels, Columns) + (Transform.Tile * Transform.Tile * Columns);

    /// <summary>How many tiles are transformed together, and what an image costs.</summary>
    public WinogradPlan Plan => WinogradPlan.Gradient(Transform, Height, Width, Channels, Columns);
}

/// <summary>Gradients of filters from those of transformed ones: <c>dg += Gᵀ dU G</c>.</summary>
/// <param name="Panels">Panels of sixteen filters.</param>
/// <param name="Channels">Of a filter.</param>
/// <param name="Source">As <see cref="WinogradGradient"/> leaves it.</param>
/// <param name="Gradients">Added to; packed in panels of sixteen filters: taps row by row, and for each its channels.</param>
/// <param name="Offset">Of the first tap.</param>
internal sealed record WinogradFilterGradient(string Name, WinogradTransform Transform, int Panels, int Channels, Region Source, Region Gradients, int Offset) : Kernel(Name)
{
    public override IEnumerable<Region> Reads => [Source, Gradients];

    public override IEnumerable<Region> Writes => [Gradients];

    public override int ItemsPerImage => 0;

    public override int FixedItems => Panels;

    public override long CostPerItem => 100L * Channels;
}
