namespace ConvGen;

/// <summary>What sort of device a <see cref="Device"/> names.</summary>
public enum DeviceKind
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>A graphics processor of NVIDIA, by its driver.</summary>
    Cuda,

    /// <summary>Whatever an OpenCL driver offers: graphics processors of every maker, accelerators, processors.</summary>
    OpenCL,

    /// <summary>The best there is where the program runs.</summary>
    Auto,
}
