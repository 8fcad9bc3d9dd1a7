namespace ConvGen.Tests.Ptx;

/// <summary>Runs a kernel whose parameter %rd0 is a buffer of 256 zeros, and says what was found.</summary>
internal static class Check
{
    public static LaunchReport Run(string body, string declarations = "", int threads = 32, int blocks = 1, int dynamicShared = 0)
    {
        var device = new Device();
        return device.With(device.Upload(new float[256])).Launch(Kernel.Of(1, body, declarations), blocks, threads, dynamicShared);
    }

    /// <summary>Expects exactly one kind of finding, at the instruction that contains a text.</summary>
    public static Finding Finds(FindingKind kind, string instruction, string body, string declarations = "", int threads = 32, int blocks = 1)
    {
        var report = Run(body, declarations, threads, blocks);
        Assert.True(report.Findings.Count > 0, "Nothing was found.");
        Assert.All(report.Findings, finding => Assert.True(finding.Kind == kind, finding.ToString()));
        return Assert.Single(report.Findings, finding => finding.Instruction.Contains(instruction, StringComparison.Ordinal));
    }

    public static void Clean(string body, string declarations = "", int threads = 32, int blocks = 1, int dynamicShared = 0)
    {
        var report = Run(body, declarations, threads, blocks, dynamicShared);
        Assert.True(report.Findings.Count == 0 && report.Completed, report.ToString());
    }
}
