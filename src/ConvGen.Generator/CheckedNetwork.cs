using ConvGen.Generator.Declaration;

namespace ConvGen.Generator;

/// <summary>A network on its way to source: what was written, and whether all of it compiles or only the surface.</summary>
/// <param name="Declaration">What was written.</param>
/// <param name="IsSound">True where the network compiles; false where its public members throw, so that one mistake is one error.</param>
internal sealed record CheckedNetwork(NetworkDeclaration Declaration, bool IsSound);
