using ConvGen.Tests.Ptx;

namespace ConvGen.Tests.MockCudaLibrary;

/// <summary>
/// What the mock saw, for whoever runs a program on it: the environment variable MOCK_CUDA_REPORT names a file, written anew whenever the program gives a context back. Its
/// first line has the launches, each further one something that was wrong.
/// </summary>
internal static class Report
{
    private const string Variable = "MOCK_CUDA_REPORT";

    /// <summary>After cuInit: a program's whole run is too long for a log of every call.</summary>
    public static int Begin(int result)
    {
        MockCuda.Logging = false;
        return result;
    }

    /// <summary>After a context was given back.</summary>
    public static int Write(int result)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path)
            File.WriteAllLines(path, [$"{MockCuda.Launches} launches", .. MockCuda.Findings.Select(finding => finding.ToString()), .. MockCuda.Leaks.Select(leak => $"not given back: {leak}")]);
        return result;
    }
}
