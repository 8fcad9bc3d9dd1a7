using System.Collections.Concurrent;

namespace ConvGen;

/// <summary>Bringing networks onto devices, or saying why not.</summary>
internal static class GpuNetworks
{
    /// <summary>What was said already: a program that makes a hundred networks need not read it a hundred times.</summary>
    private static readonly ConcurrentDictionary<string, bool> s_said = new(StringComparer.Ordinal);

    /// <summary>The network on the device that was asked for, or on the next best; null where that is the processor. Never throws because a device, its driver or its memory is missing.</summary>
    /// <param name="options">Which device, and how many images.</param>
    /// <param name="program">Makes the network's program for devices.</param>
    /// <param name="description">What the generator says of the network.</param>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="actual">Where it runs.</param>
    public static GpuNetwork? Open(NetworkOptions options, Func<GpuProgram?> program, NetworkDescription description, Parameters parameters, out Device actual)
    {
        actual = Device.Cpu;
        if (options.Device == Device.Cpu)
            return null;
        if (program() is not { } kernels)
        {
            Say($"{description.Name} was built without kernels for graphics processors (the project's ConvGenTargets names neither cuda nor opencl); it runs on the processor.");
            return null;
        }

        var precision = TensorText.Resolve(options.Precision, out var wrong);
        if (wrong is not null)
            Say(wrong);
        var network = DeviceChoice.Open(
            options.Device, device => new GpuNetwork(kernels, device, description, parameters, options.BatchSize, precision, options.PoisonArena), out actual, out var note);
        if (note is not null)
            Say($"{description.Name}: {note}");
        if (network?.Note is { } about)
            Say($"{description.Name}: {about}.");
        return network;
    }

    /// <summary>Tells the user something on standard error, if that was not said before.</summary>
    public static void Say(string line)
    {
        if (s_said.TryAdd(line, true))
            Console.Error.WriteLine("ConvGen: " + line);
    }
}
