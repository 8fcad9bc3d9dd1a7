using System.Globalization;
using ConvGen.Benchmarks;

// One measurement, one JSON line. benchmarks/peers.sh calls the first two; the third is for a person.
return args switch
{
    ["latency", var folder, var batch, var seconds] => Report(LeNet5Speed.Latency(folder, Count(batch), Seconds(seconds))),
    ["step", var folder, var batch, var seconds] => Report(LeNet5Speed.Step(folder, Count(batch), Seconds(seconds))),
    ["generator", .. { Length: > 0 } sources] => Report(GeneratorTime.Measure(sources)),
    _ => Usage(),
};

static int Count(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static double Seconds(string text) => double.Parse(text, CultureInfo.InvariantCulture);

static int Report(string json)
{
    Console.WriteLine(json);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("""
        usage: ConvGen.Benchmarks latency FOLDER BATCH SECONDS     inference of LeNet-5; FOLDER holds lenet5.safetensors, images.f32, labels.i32
               ConvGen.Benchmarks step FOLDER BATCH SECONDS        training steps of LeNet-5
               ConvGen.Benchmarks generator SOURCE.cs [BLOCK.cs…]   what the generator costs for a network and its blocks
        """);
    return 2;
}
