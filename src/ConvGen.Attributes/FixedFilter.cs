namespace ConvGen;

/// <summary>The classic filters for edges, 3×3. Vertical ones answer to vertical edges: bright on the left and dark on the right gives positive values.</summary>
public enum FixedFilter
{
    /// <summary>1 0 −1 in each row.</summary>
    VerticalEdge,

    /// <summary>Rows 1 1 1, 0 0 0, −1 −1 −1.</summary>
    HorizontalEdge,

    /// <summary>Rows 1 0 −1, 2 0 −2, 1 0 −1 (Sobel and Feldman 1968).</summary>
    SobelVertical,

    /// <summary>Rows 1 2 1, 0 0 0, −1 −2 −1.</summary>
    SobelHorizontal,

    /// <summary>Rows 3 0 −3, 10 0 −10, 3 0 −3 (Scharr 2000).</summary>
    ScharrVertical,

    /// <summary>Rows 3 10 3, 0 0 0, −3 −10 −3.</summary>
    ScharrHorizontal,

    /// <summary>1 0 −1 in each row (Prewitt 1970).</summary>
    PrewittVertical,

    /// <summary>Rows 1 1 1, 0 0 0, −1 −1 −1.</summary>
    PrewittHorizontal,
}
