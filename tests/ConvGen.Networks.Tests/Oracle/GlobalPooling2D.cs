namespace ConvGen.Tests.Oracle;

/// <summary>What both global poolings share: one number for each channel of a map.</summary>
internal abstract record GlobalPooling2D : Layer
{
    public bool KeepDims { get; init; }

    public sealed override Extent Infer(Extent input) => KeepDims ? new Extent(1, 1, input.Channels) : Extent.Vector(input.Channels);

    protected override IEnumerable<string> Arguments() => KeepDims ? ["KeepDims = true"] : [];

    /// <summary>The places of one channel of one image in <c>Values</c>, in reading order.</summary>
    protected static IEnumerable<int> Places(Tensor input, int image, int channel)
    {
        for (var position = 0; position < input.Extent.Height * input.Extent.Width; position++)
            yield return (((image * input.Extent.Height * input.Extent.Width) + position) * input.Extent.Channels) + channel;
    }

    protected static void ForEach(Tensor input, Action<int, int> body)
    {
        for (var image = 0; image < input.Batch; image++)
            for (var channel = 0; channel < input.Extent.Channels; channel++)
                body(image, channel);
    }
}

/// <summary>The mean of each channel.</summary>
internal sealed record GlobalAveragePooling2D : GlobalPooling2D
{
    public override Tensor Forward(Tensor input, Weights weights)
    {
        var output = new Tensor(input.Batch, Infer(input.Extent));
        ForEach(input, (image, channel) => output[image, 0, 0, channel] = Places(input, image, channel).Average(place => input.Values[place]));
        return output;
    }

    public override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients)
    {
        var inputGradient = new Tensor(input.Batch, input.Extent);
        ForEach(input, (image, channel) =>
        {
            foreach (var place in Places(input, image, channel))
                inputGradient.Values[place] = outputGradient[image, 0, 0, channel] / (input.Extent.Height * input.Extent.Width);
        });
        return inputGradient;
    }
}

/// <summary>The largest value of each channel; the gradient goes to the first of the largest.</summary>
internal sealed record GlobalMaxPooling2D : GlobalPooling2D
{
    public override Tensor Forward(Tensor input, Weights weights)
    {
        var output = new Tensor(input.Batch, Infer(input.Extent));
        ForEach(input, (image, channel) => output[image, 0, 0, channel] = Places(input, image, channel).Max(place => input.Values[place]));
        return output;
    }

    public override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients)
    {
        var inputGradient = new Tensor(input.Batch, input.Extent);
        ForEach(input, (image, channel) =>
        {
            var first = Places(input, image, channel).First(place => input.Values[place] == output[image, 0, 0, channel]);
            inputGradient.Values[first] = outputGradient[image, 0, 0, channel];
        });
        return inputGradient;
    }

    /// <summary>The least lead of a largest value over the next different one.</summary>
    public override double Margin(Tensor input, Tensor output)
    {
        var margin = double.PositiveInfinity;
        var largest = input.Values.Max(Math.Abs);
        ForEach(input, (image, channel) =>
        {
            foreach (var place in Places(input, image, channel))
            {
                var lead = output[image, 0, 0, channel] - input.Values[place];
                if (lead > 0)
                    margin = Math.Min(margin, lead / largest);
            }
        });
        return margin;
    }
}
