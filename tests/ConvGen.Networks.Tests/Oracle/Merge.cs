namespace ConvGen.Tests.Oracle;

/// <summary>A layer of several operands: the tensor so far, if there is one, then the named ones.</summary>
internal abstract record Merge(params IReadOnlyList<string> Tensors) : Layer
{
    public sealed override Extent Infer(Extent input) => Infer([input]);

    public sealed override Tensor Forward(Tensor input, Weights weights) => Forward([input], weights);

    public sealed override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients) =>
        Backward([input], output, outputGradient, weights, gradients)[0];

    public sealed override Tensor Predict(IReadOnlyList<Tensor> inputs, Weights weights) => Forward(inputs, weights);

    protected sealed override IEnumerable<string> Arguments() => Tensors.Select(Property.Reference);
}

/// <summary>The sum, element by element.</summary>
internal sealed record Add(params IReadOnlyList<string> Tensors) : Merge(Tensors)
{
    public override Extent Infer(IReadOnlyList<Extent> inputs) => inputs[0];

    public override Tensor Forward(IReadOnlyList<Tensor> inputs, Weights weights) => inputs[0].Map(i => inputs.Sum(input => input.Values[i]));

    public override IReadOnlyList<Tensor> Backward(IReadOnlyList<Tensor> inputs, Tensor output, Tensor outputGradient, Weights weights, Weights gradients) =>
        [.. inputs.Select(_ => outputGradient)];
}

/// <summary>One behind the other along the channels, or features.</summary>
internal sealed record Concatenate(params IReadOnlyList<string> Tensors) : Merge(Tensors)
{
    public override Extent Infer(IReadOnlyList<Extent> inputs) => inputs[0] with { Channels = inputs.Sum(input => input.Channels) };

    public override Tensor Forward(IReadOnlyList<Tensor> inputs, Weights weights)
    {
        var output = new Tensor(inputs[0].Batch, Infer([.. inputs.Select(input => input.Extent)]));
        Visit(inputs, output, (part, from, to) => output.Values[to] = inputs[part].Values[from]);
        return output;
    }

    public override IReadOnlyList<Tensor> Backward(IReadOnlyList<Tensor> inputs, Tensor output, Tensor outputGradient, Weights weights, Weights gradients)
    {
        var inputGradients = inputs.Select(input => new Tensor(input.Batch, input.Extent)).ToList();
        Visit(inputs, output, (part, from, to) => inputGradients[part].Values[from] = outputGradient.Values[to]);
        return inputGradients;
    }

    /// <summary>Every element of every operand: which operand, its index there, its index in the result.</summary>
    private static void Visit(IReadOnlyList<Tensor> inputs, Tensor output, Action<int, int, int> body)
    {
        var first = 0;
        for (var part = 0; part < inputs.Count; part++)
        {
            var channels = inputs[part].Extent.Channels;
            for (var i = 0; i < inputs[part].Values.Length; i++)
                body(part, i, (i / channels * output.Extent.Channels) + first + (i % channels));
            first += channels;
        }
    }
}

/// <summary>The product, element by element. An operand of one pixel, map or vector, multiplies every pixel of the others.</summary>
internal sealed record Multiply(params IReadOnlyList<string> Tensors) : Merge(Tensors)
{
    public override Extent Infer(IReadOnlyList<Extent> inputs) => inputs.OrderByDescending(input => input.Elements).ThenByDescending(input => input.IsMap).First();

    public override Tensor Forward(IReadOnlyList<Tensor> inputs, Weights weights)
    {
        var output = new Tensor(inputs[0].Batch, Infer([.. inputs.Select(input => input.Extent)]));
        return output.Map(i => inputs.Aggregate(1.0, (product, input) => product * input.Values[Index(input, output, i)]));
    }

    public override IReadOnlyList<Tensor> Backward(IReadOnlyList<Tensor> inputs, Tensor output, Tensor outputGradient, Weights weights, Weights gradients)
    {
        var inputGradients = inputs.Select(input => new Tensor(input.Batch, input.Extent)).ToList();
        for (var i = 0; i < output.Values.Length; i++)
            for (var part = 0; part < inputs.Count; part++)
            {
                var product = outputGradient.Values[i];
                for (var other = 0; other < inputs.Count; other++)
                    product *= other == part ? 1 : inputs[other].Values[Index(inputs[other], output, i)];
                inputGradients[part].Values[Index(inputs[part], output, i)] += product;
            }

        return inputGradients;
    }

    /// <summary>The operand's element behind element <paramref name="i"/> of the result.</summary>
    private static int Index(Tensor operand, Tensor output, int i) => operand.Extent.Elements == output.Extent.Elements
        ? i
        : (i / output.Extent.Elements * operand.Extent.Channels) + (i % output.Extent.Channels);
}
