using System.Collections.Generic;

namespace ConvGen.Generator.Emission;

/// <summary>Users' names as identifiers.</summary>
internal static class Keywords
{
    private static readonly HashSet<string> All =
    [
        .. ("abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit extern false finally "
            + "fixed float for foreach goto if implicit in int interface internal is lock long namespace new null object operator out override params private protected public "
            + "readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using "
            + "virtual void volatile while").Split(' '),
    ];

    /// <summary>The name, with an @ where the language has another use for it.</summary>
    public static string Escape(string name) => All.Contains(name) ? "@" + name : name;
}
