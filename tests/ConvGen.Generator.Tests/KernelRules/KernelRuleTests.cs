using Microsoft.CodeAnalysis;
using Xunit.Abstractions;

namespace ConvGen.Tests.KernelRules;

/// <summary>The emitted code of every network of the zoo keeps the rules of docs/generated-code.md.</summary>
public sealed class KernelRuleTests(ITestOutputHelper output)
{
    public static TheoryData<string> Networks => [.. Zoo.Names];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Kernels_keep_the_rules(string network)
    {
        var leaves = Zoo.Kernels[network].Where(method => method.IsLeaf).Select(method => (method.Name, method.IsTile, method.Live)).ToList();
        Assert.Contains(leaves, leaf => leaf.IsTile);
        foreach (var group in leaves.GroupBy(leaf => leaf.Name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')))
        {
            var most = group.MaxBy(leaf => leaf.Live.Most);
            output.WriteLine($"{most.Name}: {most.Live.Most} vectors at {most.Live.Where}");
        }

        Assert.Empty(Rules.Check(Zoo.Kernels[network]));
    }

    [Fact]
    public void Every_exception_is_needed() =>
        Assert.Equal(Rules.Exceptions.Order(), Rules.ExceptionsUsed(Zoo.Kernels.Values.SelectMany(methods => methods)).Order());

    [Fact]
    public void Methods_are_small_enough_for_the_JIT()
    {
        foreach (var (what, size) in new (string, Func<MethodBody, int>)[] { ("bytes", body => body.Bytes), ("instructions", body => body.Instructions), ("locals", body => body.Locals), ("blocks", body => body.Blocks) })
            foreach (var group in Zoo.Bodies.GroupBy(body => body.RunsOnce))
                output.WriteLine($"most {what}{(group.Key ? " of what runs once" : "")}: {string.Join("; ", group.OrderByDescending(size).Take(4).Select(body => $"{body.Name} {size(body)}"))}");
        Assert.Contains(Zoo.Bodies, body => !body.RunsOnce);
        Assert.Empty(SizeRule.Check(Zoo.Bodies));
    }
}
