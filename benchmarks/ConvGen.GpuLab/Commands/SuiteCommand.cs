using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using ConvGen.GpuLab.Measuring;
using ConvGen.GpuLab.Pack;

namespace ConvGen.GpuLab.Commands;

/// <summary>
/// Runs a pack's cases on the device. A fault ends the process's use of the device, whatever it does: the process says which case it was and ends with 3, and whoever called it
/// begins again behind that case.
/// </summary>
internal static unsafe class SuiteCommand
{
    private const int DeviceIsGone = 3;

    public static int Run(string path, Arguments arguments)
    {
        var pack = PackReader.Read(path);
        var (first, every) = (arguments.Number("from", 0), arguments.Number("every", 1));
        if (first == 0)
            Line.Write("pack", ("cases", pack.Cases.Count), ("kernels", pack.Kernels.Count), ("every", every));
        using var device = CudaDevices.Open();
        var kernels = new SuiteKernels(pack, device);
        for (var i = first; i < pack.Cases.Count; i += every)
        {
            var each = pack.Cases[i];
            var start = Stopwatch.GetTimestamp();
            try
            {
                var (wrong, asEmulated) = Run(device, kernels, each);
                Line.Write(
                    "case", ("number", i), ("form", each.Form), ("name", each.Name), ("status", wrong is null ? "right" : "wrong"), ("what", wrong), ("as_emulated", asEmulated),
                    ("milliseconds", Stopwatch.GetElapsedTime(start).TotalMilliseconds));
            }
            catch (KernelRefusedException exception)
            {
                Line.Write("case", ("number", i), ("form", each.Form), ("name", each.Name), ("status", "refused"), ("what", exception.Message));
            }
            catch (GpuException exception)
            {
                Line.Write("case", ("number", i), ("form", each.Form), ("name", each.Name), ("status", "failed"), ("what", exception.Message));
                return DeviceIsGone;
            }
        }

        return 0;
    }

    /// <summary>What is wrong after a case's launches, and whether every bit is the emulator's.</summary>
    private static (string? Wrong, bool AsEmulated) Run(CudaDevice device, SuiteKernels kernels, PackedCase each)
    {
        var plan = new SuiteMemory(each);
        var memory = device.Allocate(plan.Contents.Length * sizeof(int), "a case's memory");
        try
        {
            fixed (int* contents = plan.Contents)
                device.Upload(new GpuPlace(memory, 0), contents, plan.Contents.Length * sizeof(int));
            foreach (var launch in each.Launches)
            {
                var places = launch.Places.Select(place => new GpuPlace(memory, (plan.Start(place.Buffer) + place.Offset) * sizeof(int))).ToArray();
                device.Launch(kernels[launch.Kernel], new GpuGrid(launch.Grid.X, launch.Grid.Y, launch.Grid.Z), places, launch.Numbers[0], [.. launch.Numbers.Skip(1)]);
            }

            var after = new int[plan.Contents.Length];
            fixed (int* contents = after)
                device.Download(contents, new GpuPlace(memory, 0), after.Length * sizeof(int));
            return plan.Compare(after);
        }
        finally
        {
            device.Free(memory);
        }
    }

    /// <summary>A case's buffers in one piece of memory, with numbers between them that nobody may touch.</summary>
    private sealed class SuiteMemory
    {
        /// <summary>Numbers to which buffers are aligned: 256 bytes.</summary>
        private const int Alignment = 64;

        /// <summary>At least so many lie between two buffers.</summary>
        private const int Guard = 64;

        private const int Untouched = 0x7FBADBAD;

        private readonly PackedCase _case;
        private readonly int[] _starts;

        public SuiteMemory(PackedCase each)
        {
            (_case, _starts) = (each, new int[each.Buffers.Count]);
            var end = Guard;
            for (var i = 0; i < _starts.Length; i++)
            {
                _starts[i] = end + each.Buffers[i].Shift;
                end = (_starts[i] + each.Buffers[i].Before.Length + Guard + Alignment - 1) / Alignment * Alignment;
            }

            Contents = new int[end];
            Array.Fill(Contents, Untouched);
            for (var i = 0; i < _starts.Length; i++)
                each.Buffers[i].Before.CopyTo(Contents, _starts[i]);
        }

        public int[] Contents { get; }

        public long Start(int buffer) => _starts[buffer];

        public (string? Wrong, bool AsEmulated) Compare(int[] after)
        {
            var (wrong, asEmulated, end) = (new List<string>(), true, 0);
            for (var i = 0; i < _starts.Length; i++)
            {
                var buffer = _case.Buffers[i];
                var bits = after.AsSpan(_starts[i], buffer.Before.Length);
                if (PackCheck.Of(buffer, bits) is { } what)
                    wrong.Add(what);
                asEmulated &= PackCheck.IsAsEmulated(buffer, bits);
                CheckBetween(end, _starts[i], $"before '{buffer.Name}'");
                end = _starts[i] + buffer.Before.Length;
            }

            CheckBetween(end, after.Length, "behind the last buffer");
            return (wrong.Count == 0 ? null : string.Join("; ", wrong), asEmulated);

            void CheckBetween(int from, int to, string where)
            {
                if (after.AsSpan(from, to - from).IndexOfAnyExcept(Untouched) is >= 0 and var at)
                    wrong.Add(FormattableString.Invariant($"memory {where} was written to, {at} numbers into it"));
            }
        }
    }

    /// <summary>The pack's kernels, loaded text by text when they are first wanted; those of a text that the driver refuses one by one.</summary>
    private sealed class SuiteKernels(KernelPack pack, CudaDevice device)
    {
        private readonly Dictionary<int, GpuKernel> _loaded = [];
        private readonly IReadOnlyList<IReadOnlyList<int>> _modules = PackModules.Of(pack);

        public GpuKernel this[int kernel]
        {
            get
            {
                if (_loaded.TryGetValue(kernel, out var found))
                    return found;
                try
                {
                    Load(_modules.First(module => module.Contains(kernel)));
                }
                catch (GpuException)
                {
                    try
                    {
                        Load([kernel]);
                    }
                    catch (GpuException exception)
                    {
                        throw new KernelRefusedException(exception.Message);
                    }
                }

                return _loaded[kernel];
            }
        }

        private void Load(IReadOnlyList<int> kernels)
        {
            var names = kernels.Select(kernel => (pack.Kernels[kernel].Name, pack.Kernels[kernel].Threads)).ToArray();
            foreach (var (kernel, loaded) in kernels.Zip(device.Load(Encoding.UTF8.GetBytes(PackModules.Text(pack, kernels) + "\0"), names)))
                _loaded[kernel] = loaded;
        }
    }

    private sealed class KernelRefusedException(string message) : Exception(message);
}
