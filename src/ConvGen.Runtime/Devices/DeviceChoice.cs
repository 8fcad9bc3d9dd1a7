namespace ConvGen;

/// <summary>
/// Which device a network gets. A device that is asked for and cannot be used never stops a program: the next best one runs it, down to the processor, and a note says why.
/// </summary>
internal static class DeviceChoice
{
    /// <summary>The environment variable that says what <see cref="Device.Auto"/> means.</summary>
    public const string Variable = "CONVGEN_DEVICE";

    /// <summary>Makes a device ready.</summary>
    /// <param name="asked">What the user wants.</param>
    /// <param name="actual">What runs.</param>
    /// <param name="note">
    /// One line that reads well behind a network's name and a colon ("LeNet5: " + note), where something that was asked for or found cannot be used; null where all is well.
    /// A machine without any graphics processor needs no note unless one was asked for.
    /// </param>
    /// <returns>The device, which belongs to the caller; null for the processor.</returns>
    public static GpuDevice? Open(Device asked, out Device actual, out string? note)
    {
        actual = Device.Cpu;
        note = null;
        string? trouble = null;
        var fromVariable = asked.Kind == DeviceKind.Auto;
        if (fromVariable)
            asked = FromVariable(out trouble);

        GpuDevice? device = null;
        if (asked.Kind is DeviceKind.Cuda or DeviceKind.OpenCL)
        {
            device = TryOpen(asked, out var why);
            if (device is null)
                trouble = fromVariable ? $"{Variable} asks for {asked}, which is not available ({why})" : $"{asked} is not available ({why})";
        }

        if (device is null && asked.Kind != DeviceKind.Cpu)
        {
            // Nothing is told of what is merely not there unless it was asked for, and nothing of OpenCL where CUDA runs.
            trouble ??= Broken("CUDA", CudaDriver.Catalog.Current);
            foreach (var candidate in Candidates().Where(candidate => candidate != asked))
            {
                device = TryOpen(candidate, out var why);
                if (device is not null)
                    break;
                trouble ??= $"{candidate} is not available ({why})";
            }

            if (device is null)
                trouble ??= Broken("OpenCL", OpenClDriver.Catalog.Current);
        }

        actual = device?.Device ?? Device.Cpu;
        if (trouble is not null)
            note = $"{trouble}; running on {(device is null ? "the processor" : $"{actual} ({device.Name})")}.";
        return device;
    }

    /// <summary>What <see cref="Device.Auto"/> stands for here, as far as can be said without making it ready.</summary>
    public static Device Preferred()
    {
        var asked = FromVariable(out _);
        return asked.Kind != DeviceKind.Auto && asked.IsAvailable ? asked : Candidates().FirstOrDefault(Device.Cpu);
    }

    /// <summary>What the environment asks for; <see cref="Device.Auto"/> where it asks for nothing that there is.</summary>
    private static Device FromVariable(out string? trouble)
    {
        trouble = null;
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } text)
            return Device.Auto;
        if (Device.TryParse(text, out var device))
            return device;
        trouble = $"{Variable} is '{text}', which is no device (auto, cpu, cuda:0 and opencl:0 are)";
        return Device.Auto;
    }

    /// <summary>
    /// The graphics processors that a network may get unasked, best first. NVIDIA's are used by CUDA only; what OpenCL makes of a processor is slower than generated code.
    /// </summary>
    private static IEnumerable<Device> Candidates() => CudaDriver.Catalog.Current.Usable.Select(info => Device.Cuda(info.Index))
        .Concat(OpenClDriver.Catalog.Current.Usable.Cast<OpenClInfo>().Where(info => info.IsGpu && !info.IsNvidia).Select(info => Device.OpenCL(info.Index)));

    /// <summary>What is wrong with a driver that is there, or with its first device that cannot be used where none can; null where nothing is.</summary>
    private static string? Broken(string kind, GpuCatalog catalog) =>
        catalog.IsBroken ? $"{kind} is not available ({catalog.WhyNone})"
        : catalog.Devices.Count > 0 && !catalog.Usable.Any() ? $"{kind} is not available ({catalog.Devices[0].WhyNot})"
        : null;

    private static GpuDevice? TryOpen(Device device, out string? whyNot)
    {
        var catalog = device.Kind == DeviceKind.Cuda ? CudaDriver.Catalog.Current : OpenClDriver.Catalog.Current;
        whyNot = catalog.WhyNot(device.Index);
        if (whyNot is not null)
            return null;
        try
        {
            return catalog.Devices[device.Index].Open();
        }
        catch (Exception exception) when (exception is GpuException or InsufficientMemoryException)
        {
            whyNot = exception.Message.TrimEnd('.');
            return null;
        }
    }
}
