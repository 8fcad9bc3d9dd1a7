namespace ConvGen.Tests.Ptx;

/// <summary>What an access does.</summary>
[Flags]
internal enum Access
{
    Read = 0,
    Write = 1,

    /// <summary>It orders itself among its like: atomics, volatile and relaxed ones.</summary>
    Strong = 2,
}
