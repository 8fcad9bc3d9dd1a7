namespace ConvGen;

/// <summary>What a driver's refusal means for whatever is asked for next.</summary>
internal enum GpuFailure
{
    /// <summary>Nobody knows: after a kernel's fault, or where a context is lost, every call fails from then on.</summary>
    Lasting,

    /// <summary>There was too little memory, or too little else, for this. Nothing of it was done, and the device goes on.</summary>
    TooLittle,

    /// <summary>The driver does not do this, or not in this place. Likewise.</summary>
    NotSupported,
}
