namespace ConvGen.Tests.Devices;

/// <summary>A test that needs a device of OpenCL; skipped, with the reason, where there is none (on Debian: apt-get install pocl-opencl-icd ocl-icd-libopencl1).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OpenClFactAttribute : FactAttribute
{
    public OpenClFactAttribute()
    {
        if (Device.OpenCL().WhyNot is { } why)
            Skip = $"NOT RUN: opencl:0 is not available ({why}).";
    }
}
