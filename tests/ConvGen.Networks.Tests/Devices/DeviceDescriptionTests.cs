using ConvGen.Tests.Ptx;
using static ConvGen.Tests.Devices.TrainedNetworks;

namespace ConvGen.Tests.Devices;

/// <summary>What a network says of the memory that it takes where it runs.</summary>
[Collection(DriversCollection.Name)]
public sealed class DeviceDescriptionTests
{
    [Theory]
    [InlineData("Trained", 4)]
    [InlineData("Trained", 40)]
    [InlineData("Transfer", 9)]
    public void A_network_on_a_device_tells_what_it_takes_there(string name, int most)
    {
        using var device = Create(Device.Cuda(0), name, most);
        var memory = device.Description.Memory;
        var created = MockCuda.AllocatedBytes;
        Predict(device);
        var predicted = MockCuda.AllocatedBytes;
        Assert.Equal(sizeof(float) * memory.InferencePrepared, predicted - created);
        device.TrainStep(Images(0), Labels(0));
        Assert.Equal(
            sizeof(float) * (memory.TrainingArena(most) - memory.InferenceArena(most) + memory.Parameters + Math.Max(0, memory.TrainingPrepared - memory.InferencePrepared)),
            MockCuda.AllocatedBytes - predicted);
        Assert.True(memory.TrainingPrepared > 0);

        Assert.Equal(OfCalls(device, most), created - Planned(memory, most));
    }

    /// <summary>Bias gradients of larger maps are summed in parts, which launches pass on to each other: beside either arena.</summary>
    [Fact]
    public void It_tells_what_launches_pass_on_too()
    {
        using var device = Create(Device.Cuda(0), "InParts", 2);
        var memory = device.Description.Memory;
        Assert.True(memory.InferenceArena(0) > 0);
        Assert.Equal(OfCalls(device, 2), MockCuda.AllocatedBytes - Planned(memory, 2));
    }

    private static long Planned(MemoryDescription memory, int most) => sizeof(float) * (memory.InferenceArena(most) + memory.Parameters);

    /// <summary>What calls bring and take, which the plan does not have: images, the largest tensor on its way, labels, losses, and the numbers of a pass.</summary>
    private static long OfCalls(INetwork device, int most)
    {
        var image = Floats(device.Description.Input);
        var largest = device.Description.Outputs.Concat(device.Description.Tensors).Max(tensor => Floats(tensor.Shape));
        return sizeof(float) * ((most * (image + Math.Max(image, largest) + 2)) + 4);

        static int Floats(IEnumerable<int> shape) => shape.Aggregate(1, (product, extent) => product * extent);
    }

    [Fact]
    public void A_class_tells_what_its_networks_take_on_the_processor()
    {
        using var processor = Create(Device.Cpu);
        using var device = Create(Device.Cuda(0));
        var description = (NetworkDescription)processor.GetType().GetProperty(nameof(INetwork.Description))!.GetValue(null)!;
        Assert.Same(description, processor.Description);
        Assert.NotEqual(description.Memory, device.Description.Memory);
        Assert.Equal(description, device.Description with { Memory = description.Memory });
        Assert.DoesNotContain("thread", device.Description.ToString(4), StringComparison.Ordinal);
    }
}
