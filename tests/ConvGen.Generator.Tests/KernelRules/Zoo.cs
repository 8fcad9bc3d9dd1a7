using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConvGen.Tests.KernelRules;

/// <summary>What the generator emits for the networks of ConvGen.Models, made from their sources as a user's project would.</summary>
internal static class Zoo
{
    /// <summary>Networks whose code is compiled too: each class of the zoo, and the one with the longest file. All would take a minute.</summary>
    private static readonly string[] _compiled = ["LeNet5", "Vgg16", "ResNet50", "MobileNetV2", "InceptionV3", "DenseNet121", "ResNet101"];

    private static readonly Lazy<IReadOnlyDictionary<string, IReadOnlyList<KernelMethod>>> _kernels = new(Generate);
    private static readonly Lazy<IReadOnlyList<MethodBody>> _bodies = new(Compile);

    /// <summary>Every network's kernels, by the network's name.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<KernelMethod>> Kernels => _kernels.Value;

    /// <summary>The compiled methods of some of them.</summary>
    public static IReadOnlyList<MethodBody> Bodies => _bodies.Value;

    public static IEnumerable<string> Names => Sources("Classification", "Detection", "Embedding", "Segmentation").Select(path => Path.GetFileNameWithoutExtension(path));

    private static Dictionary<string, IReadOnlyList<KernelMethod>> Generate()
    {
        var generated = new Project([.. Sources().Select(File.ReadAllText)]).Generate();
        return Names.ToDictionary(name => name, name => (IReadOnlyList<KernelMethod>)[.. KernelMethod.Of(CSharpSyntaxTree.ParseText(generated[$"ConvGen.Models.{name}.Kernels.g.cs"]))]);
    }

    private static IReadOnlyList<MethodBody> Compile()
    {
        var chosen = Sources("Blocks").Concat(Sources().Where(path => _compiled.Contains(Path.GetFileNameWithoutExtension(path))));
        return MethodBody.Of(new Project([.. chosen.Select(File.ReadAllText)]).Assemble());
    }

    private static IEnumerable<string> Sources(params string[] rooms)
    {
        var root = Path.Combine(Repository.Root, "src", "ConvGen.Models");
        return Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories).Where(path => !Repository.IsBuilt(path))
            .Where(path => rooms.Length == 0 || rooms.Contains(Path.GetFileName(Path.GetDirectoryName(path)))).Order(StringComparer.Ordinal);
    }
}
