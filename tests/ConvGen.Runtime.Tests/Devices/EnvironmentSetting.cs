namespace ConvGen.Tests.Devices;

/// <summary>A variable of the environment that has a value for as long as a test runs; for tests that run alone.</summary>
internal sealed class EnvironmentSetting : IDisposable
{
    private readonly string _name;
    private readonly string? _before;

    public EnvironmentSetting(string name, string? value)
    {
        _name = name;
        _before = Environment.GetEnvironmentVariable(name);
        Environment.SetEnvironmentVariable(name, value);
    }

    public void Dispose() => Environment.SetEnvironmentVariable(_name, _before);
}
