namespace ConvGen.Tests.KernelRules;

/// <summary>
/// Past 60,000 bytes of IL, 20,000 instructions or 2,000 blocks the JIT compiles a method without optimising it, and it inlines nothing more once there are 512
/// locals, its own included. Kernels stay far below, where their code is still decoded at full speed.
/// </summary>
internal static class SizeRule
{
    /// <summary>Of kernels, and of all else that runs often: about twice today's largest.</summary>
    private static readonly MethodBody _ofKernels = new("", 6_000, 2_500, 120, 200, false);

    /// <summary>
    /// Of schedules and descriptions, which grow with a network's layers. They run once, in the JIT's first tier, where nothing is optimised anyway; still nobody
    /// should wait for them.
    /// </summary>
    private static readonly MethodBody _ofWhatRunsOnce = new("", 100_000, 35_000, 120, 3_000, true);

    public static IEnumerable<Violation> Check(IEnumerable<MethodBody> bodies)
    {
        foreach (var body in bodies)
        {
            var most = body.RunsOnce ? _ofWhatRunsOnce : _ofKernels;
            foreach (var (what, size, limit) in new[] { ("bytes", body.Bytes, most.Bytes), ("instructions", body.Instructions, most.Instructions), ("locals", body.Locals, most.Locals), ("blocks", body.Blocks, most.Blocks) })
            {
                if (size >= limit)
                    yield return new Violation(body.Name, Violation.Size, $"{size} {what} of at most {limit}");
            }
        }
    }
}
