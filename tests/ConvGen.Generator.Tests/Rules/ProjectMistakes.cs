namespace ConvGen.Tests;

/// <summary>Everything a project can lack.</summary>
internal static class ProjectMistakes
{
    public static IReadOnlyList<Mistake> All { get; } =
    [
        new("CVG3001", "unsafe code not allowed",
            "Network 'Net' compiles to unsafe code, which this project does not allow. Add <AllowUnsafeBlocks>true</AllowUnsafeBlocks> to the project file; the ConvGen package does.",
            """
            [Network]
            [Input(8)]
            [Dense(2)]
            public sealed partial class [|Net|];
            """) { Setup = Setup.NoUnsafe },
        new("CVG3001", "said once for two networks",
            "Network 'Net' compiles to unsafe code, which this project does not allow. Add <AllowUnsafeBlocks>true</AllowUnsafeBlocks> to the project file; the ConvGen package does.",
            """
            [Network]
            [Input(8)]
            [Dense(2)]
            public sealed partial class [|Net|];

            [Network]
            [Input(8)]
            [Dense(2)]
            public sealed partial class Other;
            """) { Setup = Setup.NoUnsafe },
        new("CVG3002", "no runtime",
            "Network 'Net' needs ConvGen.Runtime, which this project does not reference. Reference the ConvGen package; it needs net9.0 or later.",
            """
            [Network]
            [Input(8)]
            [Dense(2)]
            public sealed partial class [|Net|];
            """) { Setup = Setup.NoRuntime },
        new("CVG3003", "old language",
            "Network 'Net' compiles to C# 12, but this project is set to C# 11.0. Remove LangVersion from the project file, or raise it.",
            """
            [Network]
            [Input(8)]
            [Dense(2)]
            public sealed partial class [|Net|]
            {
            }
            """) { Setup = Setup.OldLanguage },
    ];
}
