namespace ConvGen.Tests.Ptx;

/// <summary>The mock driver is one for the process: its tests run one after the other, and what measures time runs with nothing beside it.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MockDriverCollection
{
    public const string Name = "The mock driver";
}
