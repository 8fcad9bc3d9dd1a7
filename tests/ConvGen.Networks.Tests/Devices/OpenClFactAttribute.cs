namespace ConvGen.Tests.Devices;

/// <summary>A test that needs an OpenCL device (PoCL makes the processor one); where there is none it is skipped, and says so.</summary>
internal static class OpenCl
{
    public static string? WhyNot { get; } = Device.OpenCL(0).WhyNot is { } reason ? "SKIPPED, not tested: " + reason : null;
}

/// <inheritdoc cref="OpenCl"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OpenClFactAttribute : FactAttribute
{
    public OpenClFactAttribute() => Skip = OpenCl.WhyNot;
}

/// <inheritdoc cref="OpenCl"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OpenClTheoryAttribute : TheoryAttribute
{
    public OpenClTheoryAttribute() => Skip = OpenCl.WhyNot;
}
