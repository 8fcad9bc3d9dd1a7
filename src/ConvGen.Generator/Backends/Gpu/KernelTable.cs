using System.Collections.Generic;
using System.Text;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Backends.Gpu.Printing;
using static System.FormattableString;

namespace ConvGen.Generator.Backends.Gpu;

/// <summary>Kernels of one text of PTX, in the order of their numbers; kernels of one text are one kernel.</summary>
/// <param name="header">What the text begins with.</param>
/// <param name="kinds">How many kernels of each kind have a name; tables whose kernels may meet in one text have this in common.</param>
internal sealed class KernelTable(string header, Dictionary<string, int> kinds)
{
    private readonly Dictionary<int, List<(KernelCode Code, string Mark, int Number)>> _known = [];

    /// <summary>Numbers of kernels that were asked for before: those that differ in their sizes alone have one body.</summary>
    private readonly Dictionary<(object Body, string Mark), int> _numbers = [];
    private readonly List<(string Name, int Threads)> _kernels = [];
    private readonly StringBuilder _ptx = new(header);

    /// <summary>Names, and threads of a block.</summary>
    public IReadOnlyList<(string Name, int Threads)> Kernels => _kernels;

    /// <summary>All kernels in PTX.</summary>
    public string Ptx => _ptx.ToString();

    /// <summary>The kernel's number; a new one is printed.</summary>
    /// <param name="code">The kernel.</param>
    /// <param name="mark">A line that stands before the kernel; kernels with another one are others.</param>
    /// <param name="openCl">A text in OpenCL C that new ones are printed to, too.</param>
    public int Number(KernelCode code, string mark = "", StringBuilder? openCl = null)
    {
        if (_numbers.TryGetValue((code.Body, mark), out var same))
            return same;
        same = NumberOf(code, mark, openCl);
        _numbers.Add((code.Body, mark), same);
        return same;
    }

    /// <summary>The same of one that was not asked for before, though another of its text may have been.</summary>
    private int NumberOf(KernelCode code, string mark, StringBuilder? openCl)
    {
        var hash = code.TextHash();
        if (!_known.TryGetValue(hash, out var candidates))
            _known.Add(hash, candidates = []);
        foreach (var (known, marked, number) in candidates)
            if (mark == marked && code.HasTextOf(known))
                return number;
        candidates.Add((code, mark, _kernels.Count));
        kinds[code.Kind] = kinds.TryGetValue(code.Kind, out var count) ? count + 1 : 1;
        var name = Invariant($"{code.Kind}{kinds[code.Kind]}");
        _kernels.Add((name, code.Threads));
        _ptx.Append('\n').Append(mark).Append(PtxPrinter.Print(code, name));
        openCl?.Append('\n').Append(OpenClPrinter.Print(code, name));
        return _kernels.Count - 1;
    }
}
