using System.Globalization;
using ConvGen.Benchmarks;

// One measurement, one JSON line. benchmarks/peers.sh calls the first two, benchmarks/generator.sh the third.
return args switch
{
    ["latency", var folder, var name, var batch, var seconds, var threads] => Report(NetworkSpeed.Latency(folder, name, Count(batch), Seconds(seconds), Count(threads))),
    ["step", var folder, var name, var batch, var seconds, var threads] => Report(NetworkSpeed.Step(folder, name, Count(batch), Seconds(seconds), Count(threads))),
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
        usage: ConvGen.Benchmarks latency FOLDER NETWORK BATCH SECONDS THREADS     inference; FOLDER/NETWORK is what benchmarks/peers/export.py made
               ConvGen.Benchmarks step FOLDER NETWORK BATCH SECONDS THREADS        training steps
               ConvGen.Benchmarks generator SOURCE.cs [BLOCK.cs…]                  what the generator costs for a network and its blocks
        """);
    return 2;
}
