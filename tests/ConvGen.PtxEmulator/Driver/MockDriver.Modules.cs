using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace ConvGen.Tests.Ptx;

internal sealed unsafe partial class MockDriver
{
    /// <summary>What the mock's machine code begins with; PTX follows.</summary>
    private const string CubinMark = "\x7F" + "ELF mock\n";
    private const int ErrorLogBuffer = 5;
    private const int ErrorLogBufferSize = 6;

    public int Load(nint* handle, byte* image, uint optionCount, int* options, void** values)
    {
        if (handle == null || image == null)
            return CudaError.InvalidValue;
        var text = Marshal.PtrToStringUTF8((nint)image) ?? "";
        if (text.StartsWith(CubinMark, StringComparison.Ordinal))
            text = text[CubinMark.Length..];
        var (code, message) = Compile(text, out var module);
        if (code != CudaError.Success)
        {
            WriteLog(message, optionCount, options, values);
            return code;
        }

        *handle = Add(new MockModule(module!));
        return CudaError.Success;
    }

    public int Unload(nint handle)
    {
        if (Get<MockModule>(handle) is not { } module)
            return CudaError.InvalidHandle;
        DrainAll();
        module.IsUnloaded = true;
        foreach (var function in module.Functions.Values)
            Remove<MockFunction>(function);
        Remove<MockModule>(handle);
        return StickyError;
    }

    public int GetFunction(nint* handle, nint moduleHandle, byte* name)
    {
        if (Get<MockModule>(moduleHandle) is not { } module)
            return CudaError.InvalidHandle;
        var text = Marshal.PtrToStringUTF8((nint)name) ?? "";
        if (!module.Functions.TryGetValue(text, out var function))
        {
            if (module.Code.KernelList.Find(kernel => kernel.Name == text) is not { } kernel)
                return CudaError.NotFound;
            module.Functions.Add(text, function = Add(new MockFunction(kernel, module)));
        }

        *handle = function;
        return CudaError.Success;
    }

    public int SetFunctionAttribute(nint handle, int attribute, int value)
    {
        if (Get<MockFunction>(handle) is not { } function)
            return CudaError.InvalidHandle;
        switch (attribute)
        {
            case 8:
                if (value < 0 || value + function.Kernel.StaticSharedBytes > MockCuda.SharedMemoryOptIn)
                    return CudaError.InvalidValue;
                function.MaxDynamicShared = value;
                return CudaError.Success;
            case 9:
                return value is >= -1 and <= 100 ? CudaError.Success : CudaError.InvalidValue;
            default:
                return CudaError.InvalidValue;
        }
    }

    public int GetFunctionAttribute(int* value, int attribute, nint handle)
    {
        if (Get<MockFunction>(handle) is not { } function)
            return CudaError.InvalidHandle;
        var max = function.Kernel.MaxThreads;
        *value = attribute switch
        {
            0 => max.X > 0 ? max.X * max.Y * max.Z : 1024,
            1 => function.Kernel.StaticSharedBytes,
            3 => function.Kernel.LocalBytes,
            4 => 32,
            5 => function.Kernel.Module.Version,
            6 => (10 * MockCuda.ComputeCapability.Major) + MockCuda.ComputeCapability.Minor,
            8 => function.MaxDynamicShared ?? AddressMap.StaticSharedLimit - function.Kernel.StaticSharedBytes,
            _ => 0,
        };
        return CudaError.Success;
    }

    public int Occupancy(int* blocks, nint handle, int threads, nuint dynamicShared)
    {
        if (Get<MockFunction>(handle) is not { } function)
            return CudaError.InvalidHandle;
        if (threads < 1)
            return CudaError.InvalidValue;
        var shared = function.Kernel.StaticSharedBytes + (int)dynamicShared;
        *blocks = Math.Min(Math.Min(16, 1536 / ((threads + 31) / 32 * 32)), shared == 0 ? 16 : 100 * 1024 / (shared + 1024));
        return CudaError.Success;
    }

    public int Launch(nint handle, (uint X, uint Y, uint Z) grid, (uint X, uint Y, uint Z) block, uint dynamicShared, nint streamHandle, void** parameters, void** extra)
    {
        if (Get<MockFunction>(handle) is not { } function || FindStream(streamHandle) is not { } stream)
            return CudaError.InvalidHandle;
        var kernel = function.Kernel;
        var threads = (ulong)block.X * block.Y * block.Z;
        var (max, required) = (kernel.MaxThreads, kernel.RequiredThreads);
        if (grid.X is 0 or > int.MaxValue || grid.Y is 0 or > 65535 || grid.Z is 0 or > 65535 || threads is 0 or > 1024 || block.X > 1024 || block.Y > 1024 || block.Z > 64
            || (max.X > 0 && threads > (ulong)(max.X * max.Y * max.Z)) || (required.X > 0 && ((int)block.X, (int)block.Y, (int)block.Z) != required))
        {
            Report(FindingKind.LaunchLimit, $"grid {grid}, block {block}, .maxntid {max}, .reqntid {required}", kernel.Name);
            return CudaError.InvalidValue;
        }

        if (dynamicShared > (function.MaxDynamicShared ?? Math.Max(0, AddressMap.StaticSharedLimit - kernel.StaticSharedBytes)))
        {
            Report(FindingKind.LaunchLimit, $"{dynamicShared} bytes of dynamic shared memory are not allowed without cuFuncSetAttribute, beside {kernel.StaticSharedBytes} static ones", kernel.Name);
            return CudaError.InvalidValue;
        }

        if (Pack(kernel, parameters, extra) is not { } packed)
            return CudaError.InvalidValue;
        if (stream.Capture is null)
            function.HasRun = true;
        else if (!function.HasRun)
        {
            Report(FindingKind.Driver, "a kernel is launched first in a capture, where the driver may have to load it", kernel.Name);
            function.HasRun = true;
        }

        var (gridSize, blockSize) = (((int)grid.X, (int)grid.Y, (int)grid.Z), ((int)block.X, (int)block.Y, (int)block.Z));
        Note($"{kernel.Name} grid {grid} block {block}");
        return Enqueue(stream, $"launch {kernel.Name}", () => Execute(function, gridSize, blockSize, (int)dynamicShared, packed), false);
    }

    public int AddLinkData(nint handle, int type, byte* data, nuint bytes, uint optionCount, int* options, void** values)
    {
        if (Get<MockLink>(handle) is not { } link)
            return CudaError.InvalidHandle;
        var text = Encoding.UTF8.GetString(new ReadOnlySpan<byte>(data, checked((int)bytes)).TrimEnd((byte)0));
        if (type != 1)
            return CudaError.InvalidValue;
        var (code, message) = Compile(text, out _);
        if (code != CudaError.Success)
            WriteLog(message, optionCount, options, values);
        else
            link.Texts.Add(text);
        return code;
    }

    public int CompleteLink(nint handle, void** image, nuint* bytes)
    {
        if (Get<MockLink>(handle) is not { } link)
            return CudaError.InvalidHandle;
        if (link.Texts.Count != 1 || link.Image != null)
            return CudaError.InvalidValue;
        link.Image = (byte*)Marshal.StringToCoTaskMemUTF8(CubinMark + link.Texts[0]);
        *image = link.Image;
        *bytes = (nuint)Encoding.UTF8.GetByteCount(CubinMark + link.Texts[0]) + 1;
        return CudaError.Success;
    }

    public int DestroyLink(nint handle)
    {
        if (Get<MockLink>(handle) is not { } link)
            return CudaError.InvalidHandle;
        Marshal.FreeCoTaskMem((nint)link.Image);
        link.Image = null;
        Remove<MockLink>(handle);
        return CudaError.Success;
    }

    private static (int Code, string Message) Compile(string text, out PtxModule? module)
    {
        module = null;
        try
        {
            module = PtxModule.Parse(text);
        }
        catch (PtxFormatException e)
        {
            return (CudaError.InvalidPtx, $"ptxas fatal: {e.Message}");
        }

        if (module.Version > MockCuda.SupportedPtxVersion)
            return (CudaError.UnsupportedPtxVersion, $"ptxas fatal: PTX {module.Version} is newer than the driver's {MockCuda.SupportedPtxVersion}");
        var capability = (10 * MockCuda.ComputeCapability.Major) + MockCuda.ComputeCapability.Minor;
        var exact = module.Target.EndsWith('a');
        if (!int.TryParse(module.Target.Replace("sm_", "", StringComparison.Ordinal).TrimEnd('a'), CultureInfo.InvariantCulture, out var target) || target > capability || (exact && target != capability))
            return (CudaError.InvalidPtx, $"ptxas fatal: target {module.Target} does not suit a device of {capability}");
        var problems = MockCuda.Validate(text);
        return problems.Length > 0 ? (CudaError.InvalidPtx, $"ptxas error: {problems}") : (CudaError.Success, "");
    }

    private static void WriteLog(string message, uint count, int* options, void** values)
    {
        var (buffer, size) = (default(nint), 0);
        for (var i = 0; i < count && options != null && values != null; i++)
        {
            if (options[i] == ErrorLogBuffer)
                buffer = (nint)values[i];
            else if (options[i] == ErrorLogBufferSize)
                size = (int)(nint)values[i];
        }

        if (buffer == 0 || size < 1)
            return;
        var bytes = Encoding.UTF8.GetBytes(message);
        var length = Math.Min(bytes.Length, size - 1);
        bytes.AsSpan(0, length).CopyTo(new Span<byte>((void*)buffer, length));
        ((byte*)buffer)[length] = 0;
    }

    /// <summary>The parameter space from an array of pointers to the parameters, or from a packed buffer.</summary>
    private byte[]? Pack(PtxKernel kernel, void** parameters, void** extra)
    {
        var packed = new byte[kernel.ParameterBytes];
        if (extra != null)
        {
            var (buffer, size) = (default(nint), -1L);
            for (var i = 0; i < 8 && extra[i] != null; i += 2)
            {
                if ((nint)extra[i] == 1)
                    buffer = (nint)extra[i + 1];
                else if ((nint)extra[i] == 2)
                    size = (long)*(nuint*)extra[i + 1];
            }

            if (parameters != null || buffer == 0 || size < kernel.ParameterBytes || size > kernel.ParameterBytes + 7)
            {
                Report(FindingKind.Driver, $"{size} bytes of parameters instead of {kernel.ParameterBytes}", kernel.Name);
                return null;
            }

            new ReadOnlySpan<byte>((void*)buffer, packed.Length).CopyTo(packed);
            return packed;
        }

        for (var i = 0; i < kernel.ParameterList.Count; i++)
        {
            if (parameters == null || parameters[i] == null)
            {
                Report(FindingKind.Driver, $"parameter {i} of {kernel.ParameterList.Count} is missing", kernel.Name);
                return null;
            }

            new ReadOnlySpan<byte>(parameters[i], kernel.ParameterList[i].Bytes).CopyTo(packed.AsSpan(kernel.ParameterList[i].Offset));
        }

        return packed;
    }

    private void Execute(MockFunction function, (int X, int Y, int Z) grid, (int X, int Y, int Z) block, int dynamicShared, byte[] parameters)
    {
        if (StickyError != 0)
            return;
        Launches++;
        if (function.Module.IsUnloaded)
            Report(FindingKind.Driver, "the kernel's module has been unloaded", function.Kernel.Name);
        if (!MockCuda.RunKernels)
            return;
        Emulator.CheckRaces = MockCuda.CheckRaces;
        Emulator.InstructionBudget = MockCuda.InstructionBudget;
        var report = Emulator.Launch(function.Kernel, grid, block, dynamicShared, parameters);
        ThreadInstructions += report.ThreadInstructions;
        if (Findings.Count < 1000)
            Findings.AddRange(report.Findings);
        if (Reports.TryGetValue(report.Kernel, out var sum))
            sum.Add(report);
        else
            Reports.Add(report.Kernel, report);
        if (!report.Completed)
            StickyError = report.Findings[^1].Kind switch
            {
                FindingKind.Misaligned => CudaError.MisalignedAddress,
                FindingKind.GlobalOutOfBounds or FindingKind.GlobalFreed or FindingKind.SharedOutOfBounds or FindingKind.LocalOutOfBounds => CudaError.IllegalAddress,
                _ => CudaError.LaunchFailed,
            };
    }

    private void Note(string what)
    {
        if (MockCuda.Logging && Log.Count > 0)
            Log[^1] += $" {what}";
    }
}
