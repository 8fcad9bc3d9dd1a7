using System.Runtime.CompilerServices;

namespace ConvGen.Tests;

/// <summary>
/// Compares text with a checked-in file beside the test, in the manner of Verify: <c>Class.Method.verified.cs</c> is what is right; where the
/// text differs, <c>….received.cs</c> is written beside it, to be looked at and renamed.
/// </summary>
internal static class Snapshot
{
    public static void Match(string text, string name = "", string extension = "cs", [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        var parts = new[] { Path.GetFileNameWithoutExtension(file), method, name }.Where(part => part.Length > 0);
        var path = Path.Combine(Path.GetDirectoryName(file)!, string.Join('.', parts));
        var (verified, received) = ($"{path}.verified.{extension}", $"{path}.received.{extension}");
        if (File.Exists(verified) && File.ReadAllText(verified) == text)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, text);
        Assert.Fail($"{Path.GetFileName(received)} differs from {Path.GetFileName(verified)}. If it is right, rename it.");
    }
}
