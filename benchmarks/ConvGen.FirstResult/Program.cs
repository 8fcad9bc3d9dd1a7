using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ConvGen;
using ConvGen.Models;

// A whole process: a network, its weights from a file, a few images one by one, and the end. Scripts beside this folder measure it from outside; the line that
// it prints says what cannot be seen from there.
if (args is not [var folder, var name, var count, ..] || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var calls) || calls < 1)
{
    Console.Error.WriteLine("usage: ConvGen.FirstResult FOLDER NETWORK CALLS [THREADS]     FOLDER/NETWORK is what benchmarks/peers/export.py made");
    return 2;
}

folder = Path.Combine(folder, name);
var begin = Stopwatch.GetTimestamp();
var options = new NetworkOptions { Threads = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 1 };
using INetwork net = name switch
{
    "LeNet5" => new LeNet5(options),
    "ResNet18" => new ResNet18(options),
    "ResNet20" => new ResNet20(options),
    "ResNet50" => new ResNet50(options),
    "Vgg16" => new Vgg16(options),
    _ => throw new ArgumentException($"No network is called {name}."),
};
var created = Stopwatch.GetTimestamp();
net.LoadWeights(Path.Combine(folder, "weights.safetensors"));
var loaded = Stopwatch.GetTimestamp();

var image = new float[Elements(net.Description.Inputs)];
using (var file = File.OpenRead(Path.Combine(folder, "images.nhwc.f32")))
    file.ReadExactly(MemoryMarshal.AsBytes(image.AsSpan()));
var outputs = new float[Elements(net.Description.Outputs)];
var milliseconds = new List<double>();
var firstResult = 0L;
for (var call = 0; call < calls; call++)
{
    var start = Stopwatch.GetTimestamp();
    net.Predict(image, outputs);
    if (call == 0)
        firstResult = Stopwatch.GetTimestamp();
    if (call < 10)
        milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
}

File.WriteAllBytes(Path.Combine(folder, "outputs.convgen.f32"), MemoryMarshal.AsBytes(outputs.AsSpan()));
var memory = net.Description.Memory;
var text = new FormattableString[]
{
    // By the clock that Linux calls CLOCK_MONOTONIC, which other processes can read too.
    $"\"first_result_s\": {firstResult / (double)Stopwatch.Frequency:F9}", $"\"create_ms\": {Stopwatch.GetElapsedTime(begin, created).TotalMilliseconds:F2}", $"\"load_ms\": {Stopwatch.GetElapsedTime(created, loaded).TotalMilliseconds:F2}",
    $"\"calls_ms\": [{string.Join(", ", milliseconds.Select(time => time.ToString("F3", CultureInfo.InvariantCulture)))}]",
    $"\"parameters\": {sizeof(float) * memory.Parameters}", $"\"arena\": {sizeof(float) * (memory.InferenceFloats(1) - memory.InferencePrepared)}",
    $"\"prepared\": {sizeof(float) * memory.InferencePrepared}", $"\"scratch\": {sizeof(float) * (long)memory.Scratch}",
    $"\"sweep\": {sizeof(float) * memory.InferenceSweep.OfImage}", $"\"training_sweep\": {sizeof(float) * memory.TrainingSweep.Most}",
    $"\"training_per_image\": {sizeof(float) * memory.TrainingPerImage}", $"\"training_fixed\": {sizeof(float) * (memory.TrainingFixed + memory.TrainingPrepared)}",
    $"\"peak_kib\": {PeakKib()}",
};
Console.WriteLine($"{{{string.Join(", ", text.Select(FormattableString.Invariant))}}}");
return 0;

// The most memory that the process ever had, as Linux counts it; 0 elsewhere. Asked here, because a parent is told of what was before exec as well.
static long PeakKib()
{
    const string Key = "VmHWM:";
    var line = File.Exists("/proc/self/status") ? File.ReadLines("/proc/self/status").FirstOrDefault(text => text.StartsWith(Key, StringComparison.Ordinal)) : null;
    return line is null ? 0 : long.Parse(line.AsSpan(Key.Length, line.Length - Key.Length - "kB".Length), NumberStyles.Integer, CultureInfo.InvariantCulture);
}

static int Elements(IEnumerable<TensorDescription> tensors) => tensors.Sum(tensor => tensor.Shape.Aggregate(1, (product, extent) => product * extent));
