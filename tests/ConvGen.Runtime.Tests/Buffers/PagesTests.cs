using System.Runtime.InteropServices;

namespace ConvGen.Tests.Buffers;

/// <summary>Which pages of a buffer there are before anything was written to it.</summary>
[Collection(SerialTests.Name)]
public sealed unsafe partial class PagesTests
{
    /// <summary>Floats: more than an allocator ever takes from memory that was used before.</summary>
    private const int Many = 9 << 20;

    private static readonly nuint s_page = (nuint)Environment.SystemPageSize;

    /// <summary>The call is of Linux 5.14; elsewhere pages come one by one.</summary>
    private static bool IsLinux => OperatingSystem.IsLinux() && Environment.OSVersion.Version >= new Version(5, 14);

    [Fact]
    public void Touched_memory_has_its_pages_and_other_memory_has_none()
    {
        if (!IsLinux)
            return;
        WithMemory(memory =>
        {
            const int Floats = 50_000;
            var part = (float*)memory + 100_001;
            Assert.Equal(0, Present(part, Many / 2));
            Pages.Touch(part, Floats * sizeof(float));
            Assert.Equal(Whole(part, Floats), Present(part, Many / 2));
            Assert.False(new Span<float>(part, Floats).ContainsAnyExcept(0f));
        });
    }

    /// <summary>What lies in large pages is left to them: each comes at once when it is used.</summary>
    [Fact]
    public void Touching_a_buffer_makes_what_lies_behind_large_pages()
    {
        if (!IsLinux)
            return;
        const int Behind = 200_000;
        using var buffer = new NativeBuffer<float>(Many + Behind, "memory of a test");
        Assert.Equal(0, Present(buffer.Pointer, buffer.Length));
        buffer.Touch();
        Assert.Equal(Whole(buffer.Pointer + Many, Behind), Present(buffer.Pointer, buffer.Length));
    }

    [Fact]
    public void A_thread_that_takes_a_part_finds_its_pages_and_other_parts_have_none()
    {
        if (!IsLinux)
            return;
        WithMemory(memory =>
        {
            const int Floats = (Many / 2) - 100;
            var parts = ThreadMemory.Of((float*)memory, 2, Floats);
            var part = parts.Take();
            Assert.Equal(Whole(part, Floats), Present(part, Floats));
            Assert.Equal(0, Present(part + Floats, Floats));
            parts.Return(part);
            Assert.Equal((nint)part, (nint)parts.Take());
        });
    }

    private static void WithMemory(Action<nint> test)
    {
        var memory = NativeMemory.AllocZeroed(Many, sizeof(float));
        try
        {
            test((nint)memory);
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    /// <summary>How many pages lie whole in some memory.</summary>
    private static int Whole(float* start, long floats) => (int)((End(start, floats) - First(start)) / s_page);

    /// <summary>How many of them are in memory.</summary>
    private static int Present(float* start, long floats)
    {
        var pages = new byte[Whole(start, floats)];
        fixed (byte* present = pages)
            Assert.Equal(0, AskPresent((void*)First(start), End(start, floats) - First(start), present));
        return pages.Count(page => (page & 1) != 0);
    }

    private static nuint First(float* start) => ((nuint)start + s_page - 1) / s_page * s_page;

    private static nuint End(float* start, long floats) => (nuint)(start + floats) / s_page * s_page;

    [LibraryImport("libc", EntryPoint = "mincore")]
    private static partial int AskPresent(void* start, nuint length, byte* present);
}
