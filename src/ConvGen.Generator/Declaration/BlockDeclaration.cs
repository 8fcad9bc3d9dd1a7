namespace ConvGen.Generator.Declaration;

/// <summary>A block: an attribute class of somebody's that carries layers.</summary>
/// <param name="Kind">What layers of this kind are called in declarations: the full name without "Attribute".</param>
/// <param name="Parameters">Constructor parameters and settable properties, by their Pascal-case names.</param>
/// <param name="Layers">Layer attributes on the class; places are the block's own.</param>
/// <param name="Tensors">Its properties of type BlockTensor.</param>
/// <param name="Problems">What is wrong with its form.</param>
/// <param name="IsNear">True where it belongs to the project that uses it, which is told of the block's own mistakes at the block.</param>
internal sealed record BlockDeclaration(
    string Kind,
    EquatableArray<BlockParameter> Parameters,
    EquatableArray<LayerDeclaration> Layers,
    EquatableArray<TensorDeclaration> Tensors,
    EquatableArray<Problem> Problems,
    bool IsNear)
{
    /// <summary>The class's own name without "Attribute".</summary>
    public string Name => Kind.Substring(Kind.LastIndexOf('.') + 1);
}

/// <summary>A block's parameter and what it is where a use does not say; null where each use says, or should.</summary>
internal readonly record struct BlockParameter(string Name, object? Default);

/// <summary>An expression in a block's parameters, standing where a layer takes a number: C#'s syntax, read once, evaluated at each use.</summary>
/// <param name="Text">As written.</param>
/// <param name="Root">The tree; null where it cannot be read.</param>
/// <param name="Fault">Why it cannot be read.</param>
internal sealed record Formula(string Text, FormulaNode? Root, string? Fault = null);

/// <summary>A node of a formula's tree. Operators are C#'s: <c>+ - * / % == != &lt; &lt;= &gt; &gt;= &amp;&amp; || !</c> and <c>?:</c>.</summary>
/// <param name="Operator">The operator; "number" for an int, float or bool, "name" for a parameter or Input.Height, Input.Width, Input.Channels.</param>
/// <param name="Value">The number, or the name.</param>
/// <param name="Operands">Left to right.</param>
internal sealed record FormulaNode(string Operator, object? Value, EquatableArray<FormulaNode> Operands);

/// <summary>An attribute inside a block.</summary>
/// <param name="Block">The block's kind.</param>
/// <param name="Place">The attribute in its class.</param>
internal readonly record struct BlockPlace(string Block, Place Place);
