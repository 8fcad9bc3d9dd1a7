using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ConvGen.Generator.Declaration;
using Microsoft.CodeAnalysis;

namespace ConvGen.Generator.Reading;

/// <summary>
/// A block's class, in this project or in a referenced one, → its declaration. Attributes are metadata, so both read alike. A block is read once, however
/// many classes use it.
/// </summary>
/// <param name="home">The project that uses blocks.</param>
internal sealed class BlockReader(IAssemblySymbol home)
{
    /// <summary>Several threads may ask.</summary>
    private readonly ConcurrentDictionary<ISymbol, BlockDeclaration> _read = new(SymbolEqualityComparer.Default);

    /// <summary>The blocks that a class and its tensors use, those inside blocks too, each once, in the order they are met.</summary>
    public EquatableArray<BlockDeclaration> UsedBy(INamedTypeSymbol type, CancellationToken cancellation) =>
        new(Classes(type).Select(block => Read(block, cancellation)));

    /// <summary>The classes of the blocks that a class uses, those inside blocks too.</summary>
    public static IReadOnlyList<INamedTypeSymbol> Classes(INamedTypeSymbol type)
    {
        var blocks = new List<INamedTypeSymbol>();
        var met = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var kinds = new HashSet<string>(System.StringComparer.Ordinal);
        var open = new Queue<INamedTypeSymbol>(Uses(type));
        while (open.Count > 0)
        {
            var block = open.Dequeue();
            if (!met.Add(block) || !kinds.Add(Vocabulary.KindOf(block)))
                continue;
            blocks.Add(block);
            foreach (var inner in Uses(block))
                open.Enqueue(inner);
        }

        return blocks;
    }

    /// <summary>The block that an attribute class declares.</summary>
    public BlockDeclaration Read(INamedTypeSymbol type, CancellationToken cancellation) =>
        _read.TryGetValue(type, out var known) ? known : _read.GetOrAdd(type, Declare(type, cancellation));

    private BlockDeclaration Declare(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var problems = new List<Problem>();
        var layers = new List<LayerDeclaration>();
        var reader = new AttributeReader(type, isInBlock: true, cancellation);
        var attributes = type.GetAttributes();
        for (var index = 0; index < attributes.Length; index++)
            if (Vocabulary.RoleOf(attributes[index]) is AttributeRole.Layer or AttributeRole.Unresolved)
                layers.Add(reader.Read(attributes[index], new Place(-1, index)));

        var properties = TensorReader.Of(type);
        var tensors = new List<TensorDeclaration>();
        for (var index = 0; index < properties.Count; index++)
        {
            if (Fault(type, properties[index]) is var (fault, cure))
                problems.Add(new Problem("CVG1030", new EquatableArray<string>([Short(type), fault, cure]), Place.Tensor(index)));
            tensors.Add(TensorReader.Read(properties[index], index, "", reader));
        }

        // Beside tensors, an attribute that is not found is hardly a layer.
        if (tensors.Count > 0)
            layers.RemoveAll(layer => layer.Kind == LayerDeclaration.Unresolved);
        var parameters = BlockParameters.Read(type, problems, cancellation);
        return new BlockDeclaration(
            Vocabulary.KindOf(type),
            new EquatableArray<BlockParameter>(parameters),
            new EquatableArray<LayerDeclaration>(layers),
            new EquatableArray<TensorDeclaration>(tensors),
            new EquatableArray<Problem>(problems),
            SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, home));
    }

    private static IEnumerable<INamedTypeSymbol> Uses(INamedTypeSymbol type) => type.GetAttributes()
        .Concat(TensorReader.Of(type).SelectMany(property => property.GetAttributes()))
        .Select(attribute => attribute.AttributeClass)
        .OfType<INamedTypeSymbol>()
        .Where(used => used.TypeKind != TypeKind.Error && Vocabulary.IsBlock(used));

    private static string Short(INamedTypeSymbol type) => Vocabulary.KindOf(type) is var kind ? kind.Substring(kind.LastIndexOf('.') + 1) : "";

    private static (string Fault, string Cure)? Fault(INamedTypeSymbol type, IPropertySymbol property)
    {
        var declare = $"Declare it as 'public BlockTensor {property.Name} {{ get; }}'";
        return property switch
        {
            { IsIndexer: true } => ("an indexer cannot be a tensor", "Remove its attributes"),
            { IsStatic: true } => ($"'{property.Name}' is static", declare),
            { Type.TypeKind: TypeKind.Error } => null,
            _ when !Vocabulary.IsBlockTensor(property.Type) =>
                ($"'{property.Name}' carries layers, but is of type {property.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}", declare),
            _ when IsSeen(type) && property.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal) =>
                ($"'{property.Name}' is not public, so that other projects would not see its layers", declare),
            _ when property.GetAttributes().Any(attribute => Vocabulary.RoleOf(attribute) == AttributeRole.Output) =>
                ($"'{property.Name}' is marked [Output], but a block gives its last tensor", "Move the property to the end, or remove [Output]"),
            _ => null,
        };
    }

    /// <summary>True where other projects may use the class.</summary>
    public static bool IsSeen(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
            if (outer.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal))
                return false;
        return true;
    }
}
