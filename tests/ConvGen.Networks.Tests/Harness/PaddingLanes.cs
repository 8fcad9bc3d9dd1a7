namespace ConvGen.Tests.Harness;

/// <summary>
/// The lanes past a packed parameter's last row belong to nobody and are zero, in gradients too: norms run over the flat buffers, and an
/// optimiser would carry anything else into the weights.
/// </summary>
internal static class PaddingLanes
{
    public static void CheckZero(INetwork network)
    {
        foreach (var description in network.Description.Parameters)
        {
            var parameter = network.Parameters[description.Name];
            CheckZero(network.Parameters.Values, parameter.GetValues(), description, "value");
            CheckZero(network.Parameters.Gradients, parameter.GetGradient(), description, "gradient");
        }
    }

    private static void CheckZero(Span<float> flat, float[] unpacked, ParameterDescription description, string what)
    {
        var packed = flat.Slice(description.Offset, description.Packing.PackedLength);
        var strangers = NonZero(packed) - NonZero(unpacked);
        Assert.True(strangers == 0, $"{description.Name}: {strangers} padding lanes of the {what} are not zero");
    }

    private static int NonZero(ReadOnlySpan<float> values)
    {
        var count = 0;
        foreach (var value in values)
            if (value != 0)
                count++;
        return count;
    }
}
