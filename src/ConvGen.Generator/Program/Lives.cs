using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Program;

/// <summary>
/// When a program's regions are alive. Where passes have a second form (<see cref="Passes.InterleaveImages"/>), one form runs and the other does not: regions share memory where they do not meet in either.
/// </summary>
internal sealed class Lives
{
    private readonly IReadOnlyList<Dictionary<Region, Lifetime>> _forms;

    private Lives(IReadOnlyList<Dictionary<Region, Lifetime>> forms) => (_forms, Regions) = (forms, [.. forms.SelectMany(form => form.Keys).Distinct()]);

    /// <summary>All that is planned, in the order in which it is first touched.</summary>
    public IReadOnlyList<Region> Regions { get; }

    public static Lives Of(KernelProgram program) => new([.. program.Forms.Select(segments => Lifetime.Of(program, segments))]);

    /// <summary>True where one is no longer wanted when the other's first moment begins.</summary>
    public bool AreApart(Region a, Region b) => _forms.All(form => !form.TryGetValue(a, out var life) || !form.TryGetValue(b, out var other) || life.IsApart(other));

    /// <summary>The same for each image by itself (<see cref="Lifetime.IsApartForAnImage"/>).</summary>
    public bool AreApartForAnImage(Region a, Region b) => _forms.All(form => !form.TryGetValue(a, out var life) || !form.TryGetValue(b, out var other) || life.IsApartForAnImage(other));

    /// <summary>The first moment of a region, in the first form that has it.</summary>
    public int First(Region region) => Of(region)[0].First;

    /// <summary>How many moments the region lives beyond its first, at most.</summary>
    public int Moments(Region region) => Of(region).Max(life => life.Last - life.First);

    private List<Lifetime> Of(Region region) => [.. _forms.Where(form => form.ContainsKey(region)).Select(form => form[region])];
}
