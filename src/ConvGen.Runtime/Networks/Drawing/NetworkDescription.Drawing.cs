namespace ConvGen;

/// <content>The network as a picture.</content>
public sealed partial record NetworkDescription
{
    /// <summary>
    /// The network in Graphviz' DOT language, for <c>dot -Tsvg</c> and other tools: a node for each input, layer and output with shape and parameters,
    /// an edge for each tensor that is read, with its shape.
    /// </summary>
    public string ToGraphviz() => GraphvizText.Of(this);

    /// <summary>
    /// A drawing of the network as a standalone SVG, top to bottom, laid out without other tools. A layer that only changes its input's values (activation,
    /// normalisation, dropout) stands in the box of the layer that it follows.
    /// </summary>
    public string ToSvg() => NetworkDrawing.Of(this);

    /// <summary>Writes <see cref="ToSvg"/> to a file; an older one is replaced.</summary>
    /// <param name="path">The file.</param>
    public void SaveSvg(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        File.WriteAllText(path, ToSvg());
    }

    /// <summary>The name of a layer, or of an input where <paramref name="source"/> is negative.</summary>
    internal string NameOf(int source) => source < 0 ? Inputs[-1 - source].Name : Layers[source].Name;

    internal IReadOnlyList<int> ShapeOf(int source) => source < 0 ? Inputs[-1 - source].Shape : Layers[source].OutputShape;
}
