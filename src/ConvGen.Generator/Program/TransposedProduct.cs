using System.Collections.Generic;

namespace ConvGen.Generator.Program;

/// <summary>
/// <c>out[n, t] = Σ_u a[n, u] · w[u, t]</c> where w lies packed for sums over t: panels of sixteen u, and in a panel t by t. What runs along vector lanes is therefore what is
/// summed: a sum is sixteen numbers through all panels, which are added at the end. A dense layer's input gradient, without a transposed copy of its weights.
/// </summary>
/// <param name="Panels">Of sixteen u, all of which exist.</param>
/// <param name="Terms">How many t: a multiple of eight, neighbours in the output.</param>
/// <param name="Input">a: neighbours, for each image.</param>
/// <param name="Weights">w from its beginning.</param>
/// <param name="Output">Written.</param>
internal sealed record TransposedProduct(string Name, int Panels, int Terms, Grid Input, Region Weights, Grid Output) : Kernel(Name)
{
    /// <summary>Terms of an item.</summary>
    public const int TermsOfItem = Packing.Half;

    /// <summary>Images whose sums are in registers together.</summary>
    public const int Images = 3;

    public override IEnumerable<Region> Reads => [Input.Region, Weights];

    public override IEnumerable<Region> Writes => [Output.Region];

    public override int ItemsPerImage => 0;

    public override int FixedItems => Terms / TermsOfItem;

    public override long CostPerItem => 2L * Panels * Packing.Width * TermsOfItem;

    /// <summary>Sums of an item's terms for some images, sixteen numbers each.</summary>
    public override int ThreadFloats => Images * TermsOfItem * Packing.Width;
}
