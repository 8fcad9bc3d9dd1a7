namespace ConvGen;

/// <summary>
/// The images that lie side by side where maps are interleaved: number k of the group's image i is number 16·k + i of the group, so that vectors hold one number of each. A batch's last
/// group may have fewer; the places of those that are missing are there all the same.
/// </summary>
internal static class ImageGroup
{
    /// <summary>Images of a group.</summary>
    public const int Size = 16;

    /// <summary>How many groups so many images come in.</summary>
    public static int Count(int images) => (int)((images + (Size - 1L)) / Size);

    /// <summary>Images that there is memory for where so many come in groups.</summary>
    public static int Padded(int images) => checked(Count(images) * Size);

    /// <summary>True where a batch comes in groups: a fifth of their places may be empty, for a group takes less than its images would one by one.</summary>
    public static bool Suits(int images) => images <= int.MaxValue - Size && 4L * Padded(images) <= 5L * images;
}
