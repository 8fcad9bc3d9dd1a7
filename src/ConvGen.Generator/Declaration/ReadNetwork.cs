namespace ConvGen.Generator.Declaration;

/// <summary>What reading a class gave: the incremental pipeline's model.</summary>
/// <param name="Declaration">What was written.</param>
/// <param name="Problems">What is wrong with the class's form and its attributes, before shapes are looked at.</param>
/// <param name="IsReadable">False where the layers are in no certain order (spread over two declarations, on properties), so that looking further would mislead.</param>
/// <param name="IsExtensible">True where a second part of the class can be generated.</param>
internal sealed record ReadNetwork(NetworkDeclaration Declaration, EquatableArray<Problem> Problems, bool IsReadable, bool IsExtensible);

/// <summary>What the project must bring for generated code to compile.</summary>
/// <param name="AllowsUnsafe">The compiler's switch.</param>
/// <param name="HasRuntime">ConvGen.Runtime is referenced.</param>
/// <param name="LanguageVersion">C#'s version as users write it; null where it is new enough.</param>
internal sealed record ProjectFacts(bool AllowsUnsafe, bool HasRuntime, string? LanguageVersion);
