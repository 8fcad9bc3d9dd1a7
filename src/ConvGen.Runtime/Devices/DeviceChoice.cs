namespace ConvGen;

/// <summary>
/// Which device a network gets. A device that is asked for and cannot be used never stops a program: the next best one runs it, down to the processor, and a note says why.
/// </summary>
internal static class DeviceChoice
{
    /// <summary>The environment variable that says what <see cref="Device.Auto"/> means.</summary>
    public const string Variable = "CONVGEN_DEVICE";

    /// <summary>Makes a device ready, and on it what shall run there; where either cannot be done, the next best device is tried.</summary>
    /// <param name="asked">What the user wants.</param>
    /// <param name="prepare">Makes what shall run on a device, to which the device then belongs.</param>
    /// <param name="actual">What runs.</param>
    /// <param name="note">
    /// One line that reads well behind a network's name and a colon ("LeNet5: " + note), where something that was asked for or found cannot be used; null where all is well.
    /// A machine without any graphics processor needs no note unless one was asked for.
    /// </param>
    /// <returns>What was made; null where the processor runs it.</returns>
    public static T? Open<T>(Device asked, Func<GpuDevice, T> prepare, out Device actual, out string? note)
        where T : class
    {
        (T Prepared, GpuDevice Device)? found = null;
        string? trouble = null;
        var fromVariable = asked.Kind == DeviceKind.Auto;
        if (fromVariable)
            asked = FromVariable(out trouble);

        if (asked.Kind is DeviceKind.Cuda or DeviceKind.OpenCL)
        {
            found = TryOpen(asked, prepare, out var whyNot);
            if (found is null)
                trouble = fromVariable ? $"{Variable} asks for {asked}, which {whyNot}" : $"{asked} {whyNot}";
        }

        if (found is null && asked.Kind != DeviceKind.Cpu)
        {
            // Nothing is told of what is merely not there unless it was asked for, and nothing of OpenCL where CUDA runs.
            trouble ??= Broken("CUDA", CudaDriver.Catalog.Current);
            foreach (var candidate in Candidates().Where(candidate => candidate != asked))
            {
                found = TryOpen(candidate, prepare, out var whyNot);
                if (found is not null)
                    break;
                trouble ??= $"{candidate} {whyNot}";
            }

            if (found is null)
                trouble ??= Broken("OpenCL", OpenClDriver.Catalog.Current);
        }

        actual = found?.Device.Device ?? Device.Cpu;
        note = trouble is null ? null : $"{trouble}; running on {(found is { Device: var device } ? $"{actual} ({device.Name})" : "the processor")}.";
        return found?.Prepared;
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

    private static (T Prepared, GpuDevice Device)? TryOpen<T>(Device device, Func<GpuDevice, T> prepare, out string whyNot)
        where T : class
    {
        whyNot = "";
        var catalog = device.Kind == DeviceKind.Cuda ? CudaDriver.Catalog.Current : OpenClDriver.Catalog.Current;
        if (catalog.WhyNot(device.Index) is { } why)
        {
            whyNot = $"is not available ({why})";
            return null;
        }

        GpuDevice? opened = null;
        try
        {
            opened = catalog.Devices[device.Index].Open();
            return (prepare(opened), opened);
        }
        catch (Exception exception) when (exception is GpuException or InsufficientMemoryException)
        {
            whyNot = $"{(opened is null ? "is not available" : "cannot run it")} ({exception.Message.ReplaceLineEndings(" ").TrimEnd('.')})";
            opened?.Dispose();
            return null;
        }
    }
}
