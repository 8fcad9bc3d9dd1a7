namespace ConvGen.Tests.Oracle;

/// <summary>
/// In training each element is zero where its random number is below Rate · 2³², else scaled by 1 / (1 − Rate) (inverted dropout, Srivastava et al. 2014); in
/// inference the identity. The random number is a hash of the network's seed, the layer's number, how many training passes came before, and the element's
/// index in the batch: hash(index, hash(step, hash(layer, hash(seed, ⌊2³² · (√5 − 1) / 2⌋)))).
/// </summary>
internal sealed record Dropout(double Rate) : Layer
{
    /// <summary>Position among the network's layers, those inside blocks counted where the block stands.</summary>
    public int Number { get; init; }

    /// <summary>Training passes before this one.</summary>
    public int Step { get; init; }

    public override Extent Infer(Extent input) => input;

    public override Tensor Forward(Tensor input, Weights weights) => input.Map(i => input.Values[i] * Factor(i));

    public override Tensor Predict(Tensor input, Weights weights) => input.Map(i => input.Values[i]);

    public override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients) =>
        input.Map(i => outputGradient.Values[i] * Factor(i));

    protected override IEnumerable<string> Arguments() => [FormattableString.Invariant($"{(float)Rate}f")];

    private double Factor(int index)
    {
        var key = Hash((uint)Step, Hash((uint)Number, Hash(Example.NetworkSeed, 0x9E3779B9)));
        return Hash((uint)index, key) >= Math.Round((float)Rate * Math.Pow(2, 32)) ? 1 / (1 - (double)(float)Rate) : 0;
    }

    /// <summary>Two rounds of multiply and shift (Wellons, hash-prospector), the key mixed in before each.</summary>
    private static uint Hash(uint index, uint key)
    {
        var x = index ^ key;
        x = unchecked((x ^ (x >> 16)) * 0x21F0AAAD);
        x = unchecked(((x ^ (x >> 15)) + key) * 0xD35A2D97);
        return x ^ (x >> 15);
    }
}
