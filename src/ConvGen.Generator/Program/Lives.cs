using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Program;

/// <summary>
/// When a program's regions are alive. Where passes have a second form (<see cref="Passes.InterleaveImages"/>), one form runs and the other does not: regions share memory where they do not meet in either.
/// </summary>
internal sealed class Lives
{
    private readonly List<Dictionary<Region, Lifetime>> _forms = [];

    /// <summary>Of each form.</summary>
    private readonly List<HashSet<(Region Read, Region Written)>> _overwritten = [];

    private Lives(KernelProgram program)
    {
        foreach (var segments in program.Forms)
        {
            var overwritten = new HashSet<(Region Read, Region Written)>();
            _forms.Add(Lifetime.Of(program, segments, overwritten));
            _overwritten.Add(overwritten);
        }

        Regions = [.. _forms.SelectMany(form => form.Keys).Distinct()];
    }

    /// <summary>All that is planned, in the order in which it is first touched.</summary>
    public IReadOnlyList<Region> Regions { get; }

    public static Lives Of(KernelProgram program) => new(program);

    /// <summary>True where one is no longer wanted when the other's first moment begins.</summary>
    public bool AreApart(Region a, Region b) => _forms.All(form => !form.TryGetValue(a, out var life) || !form.TryGetValue(b, out var other) || life.IsApart(other));

    /// <summary>The same for each image by itself (<see cref="Lifetime.IsApartForAnImage"/>), or element by element: at the same place they share one.</summary>
    public bool AreApartForAnImage(Region a, Region b) => Enumerable.Range(0, _forms.Count).All(i =>
        !_forms[i].TryGetValue(a, out var life) || !_forms[i].TryGetValue(b, out var other) || life.IsApartForAnImage(other) || IsOverwritten(i, a, b));

    /// <summary>True where one of them is written as the other is read for the last time, element by element.</summary>
    public bool AreOverwritten(Region a, Region b) => Enumerable.Range(0, _forms.Count).Any(i => IsOverwritten(i, a, b));

    /// <summary>The first moment of a region, in the first form that has it.</summary>
    public int First(Region region) => Of(region)[0].First;

    /// <summary>How many moments the region lives beyond its first, at most.</summary>
    public int Moments(Region region) => Of(region).Max(life => life.Last - life.First);

    private bool IsOverwritten(int form, Region a, Region b) => _overwritten[form].Contains((a, b)) || _overwritten[form].Contains((b, a));

    private List<Lifetime> Of(Region region) => [.. _forms.Where(form => form.ContainsKey(region)).Select(form => form[region])];
}
