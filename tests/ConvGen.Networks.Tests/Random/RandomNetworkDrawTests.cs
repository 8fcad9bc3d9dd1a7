using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Random;

/// <summary>The random networks are worth their time: nearly all can be compared, and together they use the whole vocabulary.</summary>
public sealed class RandomNetworkDrawTests
{
    private static readonly Sequential[] Networks = [.. Enumerable.Range(1, 200).Select(RandomNetwork.Draw)];

    [Fact]
    public void Every_kind_of_layer_and_loss_is_drawn()
    {
        Type[] kinds =
        [
            typeof(Conv2D), typeof(MaxPooling2D), typeof(AveragePooling2D), typeof(Flatten), typeof(Dense), typeof(Dropout), typeof(ReLU), typeof(LeakyReLU),
            typeof(Sigmoid), typeof(Tanh), typeof(Softmax),
        ];
        Assert.Empty(kinds.Except(Networks.SelectMany(network => network.Layers).Select(layer => layer.GetType())));
        Assert.Equal(3, Networks.Select(network => network.Loss?.GetType()).Distinct().Count());
    }

    [Fact]
    public void Nearly_all_keep_clear_of_kinks()
    {
        var compared = Networks.Index().Count(entry => Example.TryDraw(entry.Item, 3, entry.Index) is not null);
        Assert.InRange(compared, 195, 200);
    }
}
