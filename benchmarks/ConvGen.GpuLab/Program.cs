using ConvGen;
using ConvGen.GpuLab.Commands;
using ConvGen.GpuLab.Pack;

// One stage of a run on a machine with a graphics processor, a JSON object for each result on standard output. benchmarks/gpu/lab.py calls it.
try
{
    switch (args)
    {
        case ["info"]:
            return InfoCommand.Run();
        case ["ptx", var pack, var folder, .. var names]:
            return PtxCommand.Run(pack, folder, new Arguments(names));
        case ["damage", var from, var to]:
            return DamageCommand.Run(from, to);
        case ["compile", .. var rest]:
            return CompileCommand.Run(new Arguments(rest));
        case ["suite", var pack, .. var rest]:
            return SuiteCommand.Run(pack, new Arguments(rest));
        case ["check", var network, var folder, .. var rest]:
            return CheckCommand.Run(network, folder, new Arguments(rest));
        case ["network", var network, var folder, .. var rest]:
            return NetworkCommand.Run(network, folder, new Arguments(rest));
        case ["layers", var folder, .. var rest]:
            return LayersCommand.Run(folder, new Arguments(rest));
        default:
            Console.Error.WriteLine("""
                usage: ConvGen.GpuLab info                                     the driver and its device
                       ConvGen.GpuLab ptx PACK FOLDER [NETWORK...]             writes the kernels' PTX, of the pack and of networks
                       ConvGen.GpuLab damage PACK TO                           a pack with two kernels that are wrong, for dry runs
                       ConvGen.GpuLab compile [NETWORK...] [--pack PACK]       has the driver compile kernels, on several threads, and keep them
                       ConvGen.GpuLab suite PACK [--from CASE] [--every N]     runs a pack's cases
                       ConvGen.GpuLab check NETWORK FOLDER [--batch N]         a network beside the processor; writes weights, images and results to FOLDER
                       ConvGen.GpuLab network NETWORK FOLDER [--batches N,N]   the times of a network
                       ConvGen.GpuLab layers FOLDER [--batches N,N] [--dry]    single layers: results beside the processor, and times
                options: --precision Default, Float32, TensorFloat32 or BFloat16, --seconds S and --rounds N for each timing, --threads N; the device is the first of CUDA, or what CONVGEN_DEVICE says
                """);
            return 2;
    }
}
catch (Exception exception) when (exception is ArgumentException or PackFormatException or InvalidOperationException or GpuException or IOException or InsufficientMemoryException)
{
    Console.Error.WriteLine($"ConvGen.GpuLab: {exception.Message}");
    return 1;
}
