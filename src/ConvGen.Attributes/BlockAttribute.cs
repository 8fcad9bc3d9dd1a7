using System;

namespace ConvGen;

/// <summary>
/// The user's own layer: a part of networks that is declared once, with parameters, and used like any layer. Derive an attribute class from it and put
/// layers on the class, top to bottom, or on properties of type <see cref="BlockTensor"/>, wired as a network's are; the last one is the result. Constructor
/// parameters and settable properties of the class are the block's parameters. Inside, wherever a layer takes a number it may be given an expression in
/// them: <c>[Conv2D("4 * Filters", 1, Strides = nameof(Strides))]</c>; <c>Input.Height</c>, <c>Input.Width</c> and <c>Input.Channels</c> are those
/// of the block's input.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property, AllowMultiple = true, Inherited = false)]
public abstract class BlockAttribute : LayerAttribute
{
    /// <summary>
    /// How many copies stand one behind the other, each with parameters of its own; 1 by default. In <see cref="LayerAttribute.Name"/>,
    /// <c>{0}</c> is a copy's number counted from 0, <c>{1}</c> counted from 1.
    /// </summary>
    public object? Repeat { get; set; }
}
