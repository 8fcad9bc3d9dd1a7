using ConvGen;
using ConvGen.Tests.Oclgrind;

// What tests/oclgrind.sh runs on Oclgrind, an OpenCL device that looks for races and for accesses out of bounds: a network's kernels, or one that is wrong on purpose.
try
{
    var device = Device.OpenCL();
    if (!device.Description.Contains("Oclgrind", StringComparison.Ordinal))
        throw new InvalidOperationException($"{device} is not Oclgrind: {device.Description}");
    switch (args)
    {
        case ["network"]:
            NetworkRun.On(device);
            return 0;
        case ["race"]:
            WrongKernel.RunRace();
            return 0;
        case ["bounds"]:
            WrongKernel.RunOutOfBounds();
            return 0;
        default:
            throw new InvalidOperationException("usage: ConvGen.OclgrindCheck network|race|bounds");
    }
}
catch (InvalidOperationException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
