using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace ConvGen.Tests.Devices;

/// <summary>What <see cref="CudaMock"/> answers.</summary>
internal sealed unsafe partial class CudaMock
{
    private const int InvalidContext = 201;
    private const string CompiledMark = "compiled: ";

    [ThreadStatic]
    private static nint t_context;

    private static (CudaMock Mock, int Result) Enter(string name, bool needsContext = true)
    {
        var mock = s_current!;
        if (mock.IsQuiet)
            return (mock, 0);
        mock.Calls.Add(name);
        if (mock.FailingOnce.Remove(name, out var failure) || mock.Failing.TryGetValue(name, out failure) || (needsContext && mock.Failing.TryGetValue("*", out failure)))
            return (mock, failure);
        if (!needsContext || t_context == Context)
            return (mock, 0);
        mock.Violations.Add($"{name} was called without a context.");
        return (mock, InvalidContext);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuCtxSetCurrent(nint context)
    {
        var mock = s_current!;
        if (!mock.IsQuiet && mock.Failing.TryGetValue("cuCtxSetCurrent", out var failure))
            return failure;
        t_context = context;
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuGetErrorName(int code, byte** name) => s_current!.Say(code, code switch
    {
        2 => "CUDA_ERROR_OUT_OF_MEMORY",
        4 => "CUDA_ERROR_DEINITIALIZED",
        218 => "CUDA_ERROR_INVALID_PTX",
        500 => "CUDA_ERROR_NOT_FOUND",
        700 => "CUDA_ERROR_ILLEGAL_ADDRESS",
        803 => "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH",
        _ => null,
    }, name);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int cuGetErrorString(int code, byte** text) => s_current!.Say(-code, $"text of {code}", text);

    private int Say(int key, string? what, byte** text)
    {
        *text = null;
        if (what is null)
            return 1;
        lock (s_gate)
        {
            if (!_strings.TryGetValue(key, out var made))
            {
                var bytes = Encoding.UTF8.GetBytes(what + '\0');
                made = (nint)NativeMemory.Alloc((nuint)bytes.Length);
                Marshal.Copy(bytes, 0, made, bytes.Length);
                _strings.Add(key, made);
            }

            *text = (byte*)made;
            return 0;
        }
    }

    private int Name(byte* name, int bytes, int device)
    {
        Encoding.UTF8.GetBytes(Devices[device - 100].Name + '\0', new Span<byte>(name, bytes));
        return 0;
    }

    private int Attribute(int* value, int attribute, int device)
    {
        var capability = Devices[device - 100].Capability;
        *value = attribute switch { 75 => capability / 10, 76 => capability % 10, _ => -1 };
        return *value < 0 ? 1 : 0;
    }

    private int Retain(nint* context, int device)
    {
        *context = Context;
        if (!Alive.Add($"context of {device}"))
            Violations.Add("This mock counts one context only.");
        return 0;
    }

    private int Release(int device)
    {
        if (t_context == Context)
            Violations.Add("A context ends while it is a thread's current one.");
        return Unmake("context of", device);
    }

    private int Allocate(nint* address, nuint bytes)
    {
        if ((long)bytes > FreeBytes)
            return 2;
        *address = Take("memory", bytes);
        return 0;
    }

    private int Record(nint made)
    {
        if (IsCapturing)
            return BreakCapture();
        _recorded[made] = _waiting.Count;
        return 0;
    }

    private int Load(nint* module, byte* image)
    {
        var text = Marshal.PtrToStringUTF8((nint)image)!;
        if (text.StartsWith("refused", StringComparison.Ordinal))
            return 200;
        *module = Make("module");
        _texts[*module] = text;
        return 0;
    }

    /// <summary>Fails to load, and writes what the compiler says where it was asked to.</summary>
    private int Refuse(int result, uint count, int* options, void** values)
    {
        for (var i = 0; i < count - 1; i++)
        {
            if (options[i] == 5 && options[i + 1] == 6)
                Encoding.UTF8.GetBytes(Log + '\0', new Span<byte>(values[i], (int)(nint)values[i + 1]));
        }

        return result;
    }

    private int GetFunction(nint* function, nint module, byte* name)
    {
        var called = Marshal.PtrToStringUTF8((nint)name)!;
        var entry = Regex.Match(_texts[module], $@"\.entry {called}\(([^)]*)\)");
        if (!entry.Success)
            return 500;
        *function = ++_handles;
        _functions[*function] = (called, Regex.Count(entry.Groups[1].Value, @"\.param \.u64"));
        return 0;
    }

    private int AddData(nint linker, int kind, byte* data, nuint bytes)
    {
        if (kind != 1 || data[bytes - 1] != 0)
            Violations.Add("What is linked is no PTX that ends with a zero byte.");
        _linked[linker] = [.. Encoding.UTF8.GetBytes(CompiledMark), .. new ReadOnlySpan<byte>(data, (int)bytes)];
        return 0;
    }

    private int Complete(nint linker, void** image, nuint* bytes)
    {
        var made = (nint)NativeMemory.Alloc((nuint)_linked[linker].Length);
        _allocations.Add(made);
        Marshal.Copy(_linked[linker], 0, made, _linked[linker].Length);
        *image = (void*)made;
        *bytes = (nuint)_linked[linker].Length;
        return 0;
    }
}
