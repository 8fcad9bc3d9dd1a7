using Xunit;

namespace ConvGen.Tests.Profiling;

/// <summary>What CONVGEN_PROFILE=1 prints. It is the environment and the error stream of the whole process: not beside other tests.</summary>
[Collection(SerialTests.Name)]
public sealed unsafe class PrintedProfilesTests
{
    [Fact]
    public void A_network_prints_its_profile_when_it_is_disposed()
    {
        var printed = Printed("1", profile: null);

        Assert.Contains("Profile of Tiny: ", printed, StringComparison.Ordinal);
        Assert.Contains("Inference Forward: 2 runs of 3 images", printed, StringComparison.Ordinal);
        Assert.Contains("fc forward", printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0")]
    public void Without_the_variable_nothing_is_printed(string? value) => Assert.Equal("", Printed(value, profile: null));

    [Fact]
    public void Who_has_a_profile_prints_it()
    {
        var profile = new ExecutionProfile();

        Assert.Equal("", Printed("1", profile));
        Assert.Equal("fc forward", Assert.Single(profile.Entries).Kernel);
    }

    private static string Printed(string? value, ExecutionProfile? profile)
    {
        var (before, error) = (Environment.GetEnvironmentVariable("CONVGEN_PROFILE"), Console.Error);
        using var text = new StringWriter();
        try
        {
            Environment.SetEnvironmentVariable("CONVGEN_PROFILE", value);
            Console.SetError(text);
            var network = DenseProgram.Create(new NetworkOptions { BatchSize = 3, Threads = 1, Profile = profile }, program: new ScheduledProgram());
            network.Predict(new float[3 * DenseProgram.In], new float[3 * DenseProgram.Out]);
            network.Predict(new float[3 * DenseProgram.In], new float[3 * DenseProgram.Out]);
            network.Dispose();
            network.Dispose();
            return text.ToString();
        }
        finally
        {
            Console.SetError(error);
            Environment.SetEnvironmentVariable("CONVGEN_PROFILE", before);
        }
    }
}
