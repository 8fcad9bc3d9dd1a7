using System.Globalization;

namespace ConvGen;

/// <summary>What a profile's table says of kernels beside their names: its columns, and what they are held against.</summary>
internal abstract class ProfileColumns
{
    private const int NameWidth = 40;

    /// <summary>What the network ran on, and what that can do: behind the network's name in the table's first line.</summary>
    public abstract string Machine { get; }

    /// <summary>The columns' names.</summary>
    public abstract string Heading { get; }

    /// <summary>A line for one or several kernels.</summary>
    /// <param name="name">What they are called.</param>
    /// <param name="kind">Their sort of work; empty where it is several.</param>
    /// <param name="calls">How often they ran.</param>
    /// <param name="entries">The kernels.</param>
    /// <param name="total">Seconds of all kernels of the network.</param>
    public abstract string Row(string name, string kind, long calls, IReadOnlyList<ProfileEntry> entries, double total);

    /// <summary>The columns that all tables begin with.</summary>
    protected static string FirstCells(string name, string kind, string calls, string total, string mean, string least, string share)
    {
        if (name.Length > NameWidth)
            name = string.Concat(name.AsSpan(0, NameWidth / 2 - 1), "…", name.AsSpan(name.Length - NameWidth / 2));
        return string.Create(CultureInfo.InvariantCulture, $"{name,-NameWidth} {kind,-15} {calls,6} {total,10} {mean,9} {least,9} {share,6}");
    }

    /// <inheritdoc cref="FirstCells(string, string, string, string, string, string, string)"/>
    protected static string FirstCells(string name, string kind, long calls, IReadOnlyList<ProfileEntry> entries, double total)
    {
        var seconds = Seconds(entries);
        return FirstCells(
            name, kind, calls.ToString(CultureInfo.InvariantCulture), Number(1e3 * seconds, "F3"), Number(1e6 * seconds / calls, "F1"), Number(1e6 * entries.Sum(entry => entry.Least.TotalSeconds), "F1"),
            Percent(seconds / total));
    }

    protected static double Seconds(IReadOnlyList<ProfileEntry> entries) => entries.Sum(entry => entry.Time.TotalSeconds);

    protected static double Operations(IReadOnlyList<ProfileEntry> entries) => entries.Sum(entry => (double)entry.Operations);

    protected static double Bytes(IReadOnlyList<ProfileEntry> entries) => entries.Sum(entry => (double)entry.Bytes);

    protected static string Number(double value, string format) => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "";

    protected static string Percent(double share) => Number(100 * share, "F1");
}
