namespace ConvGen;

/// <summary>
/// Profiles that nobody asked for but the environment: with CONVGEN_PROFILE=1 every network without a profile of its own gets one, which is printed to standard
/// error when the network is disposed, or when the process exits.
/// </summary>
internal static class PrintedProfiles
{
    private static readonly List<ExecutionProfile> _waiting = [];
    private static bool _atExit;

    /// <summary>A profile to be printed; null where the environment asks for none.</summary>
    public static ExecutionProfile? Begin()
    {
        if (Environment.GetEnvironmentVariable("CONVGEN_PROFILE") != "1")
            return null;
        var profile = new ExecutionProfile();
        lock (_waiting)
        {
            _waiting.Add(profile);
            if (!_atExit)
                AppDomain.CurrentDomain.ProcessExit += (_, _) => PrintAll();
            _atExit = true;
        }

        return profile;
    }

    /// <summary>Prints a profile, once.</summary>
    public static void Print(ExecutionProfile profile)
    {
        lock (_waiting)
            if (!_waiting.Remove(profile))
                return;
        if (profile.Entries.Count > 0)
            Console.Error.Write(profile.ToString());
    }

    private static void PrintAll()
    {
        ExecutionProfile[] left;
        lock (_waiting)
            left = [.. _waiting];
        foreach (var profile in left)
            Print(profile);
    }
}
