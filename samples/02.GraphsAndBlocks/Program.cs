using System.Globalization;
using ConvGen;
using GraphsAndBlocks;

// Two lessons in one: a network that is a graph, and a block of our own that it is made of. The network is in SmallResNet.cs, the block in ResidualAttribute.cs.
const int BatchSize = 64;
const string Output = "output";

if (args is not ([] or ["--epochs", _]) || (args is [_, var text] && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given is >= 1 and <= 1000)))
{
    Console.Error.WriteLine("usage: GraphsAndBlocks [--epochs N]   (1 to 1000; default 3)");
    return 2;
}

var epochs = args is [_, var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 3;
var training = Load("train");
var test = Load("t10k");
Directory.CreateDirectory(Output);

using var net = new SmallResNet(new NetworkOptions { BatchSize = BatchSize, Seed = 1 });
Console.WriteLine(SmallResNet.Description.ToString(BatchSize));
SmallResNet.Description.SaveSvg(Path.Combine(Output, "small-resnet.svg"));

net.Fit(training, new FitOptions { Epochs = epochs, Optimizer = new Sgd(0.05f, momentum: 0.9f), Validation = test, Seed = 1 });
Console.WriteLine($"Test: {net.Evaluate(test)}");

// What the network sees: after a pass every property is its tensor's values. One picture, and beside it the mean over the channels of three tensors.
var picture = new float[test.ImageLength];
test.FillImages([7], picture);
var scores = net.Forward(picture);
Console.WriteLine($"Picture 7: class {scores.ToArray().AsSpan().IndexOf(scores.ToArray().Max())}, from {string.Join(" → ", new[] { net.Stem, net.Fine, net.Middle, net.Coarse }.Select(Describe))}");
FeaturePicture.Write(Path.Combine(Output, "features.png"), picture, [net.Stem, net.Fine, net.Middle, net.Coarse]);
Console.WriteLine($"Written: {Path.GetFullPath(Path.Combine(Output, "small-resnet.svg"))}, {Path.GetFullPath(Path.Combine(Output, "features.png"))}");
return 0;

static Dataset Load(string part)
{
    var folder = Path.Combine(AppContext.BaseDirectory, "data");
    return Dataset.FromIdx(Path.Combine(folder, $"{part}-images-idx3-ubyte.gz"), Path.Combine(folder, $"{part}-labels-idx1-ubyte.gz")).Normalize(0.2860f, 0.3530f);
}

static string Describe(Activations tensor) => $"{tensor.Name} {string.Join('×', tensor.Shape.Skip(1))}";
