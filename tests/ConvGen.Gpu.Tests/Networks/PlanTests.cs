using ConvGen.Generator.Program;
using ConvGen.Tests.Gpu.Harness;
using Xunit.Abstractions;

namespace ConvGen.Tests.Gpu.Networks;

/// <summary>A device takes all images through a kernel before the next, so that maps share memory as soon as the last kernel that reads one has run.</summary>
public class PlanTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("LeNet5")]
    [InlineData("ResNet50")]
    [InlineData("MobileNetV2")]
    public void A_plan_for_devices_is_hardly_more_than_its_fullest_moment(string name)
    {
        var network = CompiledPrograms.OfModel(name);
        foreach (var program in new[] { network.Inference, network.Training })
        {
            List<Kernel> kernels = [.. program.Kernels];
            var lives = new Dictionary<Region, (int First, int Last)>();
            for (var k = 0; k < kernels.Count; k++)
                foreach (var region in kernels[k].Reads.Concat(kernels[k].Writes).Where(region => region.Space == Space.PerImage))
                    lives[region] = (lives.TryGetValue(region, out var life) ? life.First : k, k);
            var fullest = Enumerable.Range(0, kernels.Count).Max(k => lives.Where(life => life.Value.First <= k && life.Value.Last >= k).Sum(life => (long)life.Key.Floats));

            output.WriteLine($"{name}, {program.Mode}: {program.PerImageFloats} floats an image, {fullest} at the fullest moment");
            Assert.True(program.IsKernelByKernel);
            Assert.Equal(0, program.SweepFloats);
            Assert.InRange(program.PerImageFloats, fullest, fullest * 11 / 10);
        }
    }
}
