using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Declaration;

namespace ConvGen.Generator.Emission;

/// <summary>What methods with a span for each input and output call their parameters: as the user called the tensors, as far as the language allows.</summary>
internal sealed class ParameterNames
{
    public ParameterNames(NetworkDeclaration declaration)
    {
        var taken = new HashSet<string> { "training", "labels", "targets" };
        var outputs = declaration.Tensors.Where(tensor => tensor.IsOutput).Select(tensor => tensor.Name.TrimStart('@')).ToArray();
        Inputs = declaration.Inputs.Count > 1 ? [.. declaration.Inputs.Select(input => Unique(input.Word("Name") ?? "input"))] : ["images"];
        taken.Add("images");
        taken.Add("outputs");
        Outputs = outputs.Length > 1 ? [.. outputs.Select(Unique)] : ["outputs"];
        OutputGradients = [.. Outputs.Select(name => name.TrimStart('@') + "Gradient")];

        string Unique(string tensor)
        {
            var letters = new string([.. tensor.Select(letter => char.IsLetterOrDigit(letter) || letter == '_' ? letter : '_')]);
            var name = letters.Length == 0 || char.IsDigit(letters[0]) ? "tensor" + letters : char.ToLowerInvariant(letters[0]) + letters.Substring(1);

            while (!taken.Add(name))
                name += "_";
            return Keywords.Escape(name);
        }
    }

    public IReadOnlyList<string> Inputs { get; }

    public IReadOnlyList<string> Outputs { get; }

    public IReadOnlyList<string> OutputGradients { get; }
}
