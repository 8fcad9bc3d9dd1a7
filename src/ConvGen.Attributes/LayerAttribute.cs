using System;

namespace ConvGen;

/// <summary>A layer of a network. Attributes are read top to bottom: each layer's input is the output of the one above.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property, AllowMultiple = true, Inherited = false)]
public abstract class LayerAttribute : Attribute
{
    /// <summary>
    /// The layer's name, unique in the network: in messages, in the summary table, and the first part of its parameters' keys
    /// (<c>conv1.weight</c>). Without one it is the kind and a number: <c>conv2d_1</c>.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>
    /// Inside a block: a condition in its parameters, such as <c>"Strides != 1 || Input.Channels != Filters"</c>; the layer is there only where it
    /// holds. A tensor none of whose layers are there is what it starts from.
    /// </summary>
    public string? When { get; set; }
}
