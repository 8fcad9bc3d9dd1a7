namespace ConvGen;

/// <summary>What a driver says about a device, before it is made ready.</summary>
/// <param name="Index">Its number among its kind.</param>
/// <param name="Name">What its maker calls it.</param>
/// <param name="WhyNot">Why networks cannot run on it, in one line without a full stop; null where they can.</param>
internal abstract record GpuInfo(int Index, string Name, string? WhyNot)
{
    /// <summary>Makes it ready.</summary>
    /// <exception cref="GpuException">It refuses.</exception>
    public abstract GpuDevice Open();
}
