using Microsoft.CodeAnalysis.CSharp;

namespace ConvGen.Tests.KernelRules;

/// <summary>Each rule finds what breaks it, in the method that does.</summary>
public sealed class BrokenKernelTests
{
    private const string Attribute = "[MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)] ";
    private const string Static = Attribute + "private static void ";

    /// <summary>A tile of four rows and one column vector that keeps every rule.</summary>
    private const string Tile = """
        (float* a, float* b, float* c, nint r, nint n)
        {
            V s0 = T.Zero, s1 = T.Zero, s2 = T.Zero, s3 = T.Zero;
            for (; n > 0; n--, a++, b += 8)
            {
                V w = T.Load(b);
                s0 = T.MultiplyAdd(T.Broadcast(a), w, s0); s1 = T.MultiplyAdd(T.Broadcast(a + r), w, s1);
                s2 = T.MultiplyAdd(T.Broadcast(a + 2 * r), w, s2); s3 = T.MultiplyAdd(T.Broadcast(a + 3 * r), w, s3);
            }
            T.Store(c, s0); T.Store(c + 8, s1); T.Store(c + 16, s2); T.Store(c + 24, s3);
        }
        """;

    [Fact]
    public void A_good_tile_breaks_no_rule() => Assert.Empty(Check(Static + "Tile4x8_1" + Tile));

    [Fact]
    public void A_tile_s_vectors_are_counted()
    {
        // Four sums, the loaded vector, and a broadcast on its way.
        Assert.Equal(6, LiveVectors.In(Methods(Static + "Tile4x8_1" + Tile).Single().Syntax).Most);
    }

    [Theory]
    [InlineData("a", "Math.Sqrt(2)")]
    [InlineData("Tile1x8_1", "Math.Min(n, 4)")] // what other leaves may do
    [InlineData("Pointwise1", "new Span<float>(c, 8).Clear()")] // a sum is alive
    [InlineData("Pointwise1", "Other(c)")]
    public void A_call_in_a_leaf_is_found(string name, string call) => Breaks(
        Violation.Leaf, name, call, Static + name + "(float* a, float* c, nint n) { V s = T.Zero; for (; n > 0; n--, a += 8) { s = T.Add(T.Load(a), s); " + call + "; } T.Store(c, s); }");

    [Fact]
    public void A_row_may_be_cleared_before_its_sums() => Assert.Empty(Check(
        Static + "Pointwise1(float* a, float* c, nint n) { for (; n > 0; n--) { new Span<float>(c, 8).Clear(); T.Store(c, T.Add(T.Load(a), T.Load(c))); } }"));

    [Fact]
    public void Fifteen_sums_and_what_they_are_made_of_are_one_vector_too_many()
    {
        Breaks(Violation.Registers, "Tile15x8_1", "17 vectors", Static + "Tile15x8_1" + Sums(15));
        Assert.Empty(Check(Static + "Tile14x8_1" + Sums(14)));
    }

    [Fact]
    public void Tiles_of_sixteen_lanes_have_more_registers()
    {
        const string parameters = "(float* a, float* b, float* c, nint r, nint n)";
        var tile = Static + "Tile15x1_1<T, V>" + Sums(15);
        string Driver(string vectors) => " private static void Contraction1" + parameters + " { Tile15x1_1" + vectors + "(a, b, c, r, n); }";
        Assert.Empty(Check(tile + Driver("<P, W>")));
        Breaks(Violation.Registers, "Tile15x1_1", "17 vectors", tile + Driver("<P, W>") + Driver("<T, V>").Replace("Contraction1", "Contraction2", StringComparison.Ordinal));
    }

    /// <summary>Seventeen, and the sum so far.</summary>
    [Fact]
    public void What_is_read_later_is_alive_until_then()
    {
        var loads = string.Concat(Enumerable.Range(0, 17).Select(i => $"V v{i} = T.Load(a + {8 * i}); "));
        var adds = Enumerable.Range(0, 17).Aggregate("T.Load(a)", (sum, i) => $"T.Add(v{i}, {sum})");
        Breaks(Violation.Registers, "Pointwise3", "18 vectors", Static + "Pointwise3(float* a, float* c) { " + loads + "T.Store(c, " + adds + "); }");
    }

    [Theory]
    [InlineData("T.Load(a + 8 + i)", "T.Load(i + a + 8)")]
    [InlineData("T.Load(a + 2 * r)", "T.Load(a + r + r)")]
    [InlineData("T.Broadcast(a)", "T.Broadcast(a + 8 - 8)")]
    public void An_address_loaded_from_twice_is_found(string one, string other) => Breaks(
        Violation.Loads, "Tile1x8_2", other, Static + "Tile1x8_2(float* a, float* c, nint i, nint r) { V x = " + one + "; V y = " + other + "; T.Store(c, T.Add(x, y)); }");

    [Theory]
    [InlineData("a += 8;")]
    [InlineData("T.Store(c, x);")]
    public void A_pointer_that_moved_and_a_store_between_are_no_second_load(string between) => Assert.Empty(Check(
        Static + "Tile1x8_2(float* a, float* c) { V x = T.Load(a); " + between + " V y = T.Load(a); T.Store(c, T.Add(x, y)); }"));

    [Theory]
    [InlineData("float* t = stackalloc float[8]; T.Store(t, T.Load(a));", "stackalloc")]
    [InlineData("float[] t = new float[8]; T.Store(a, T.Create(t[0]));", "new float[8]")]
    [InlineData("if (n < 0) throw new System.Exception(); T.Store(a, T.Zero);", "throw")]
    [InlineData("try { T.Store(a, T.Zero); } finally { }", "try")]
    [InlineData("Span<float> t = default; T.Store(a, T.Create(t[0]));", "t[0]")]
    [InlineData("System.Action x = () => { }; T.Store(a, T.Zero);", "() =>")]
    public void What_costs_a_frame_or_a_check_is_found(string body, string found) => Breaks(
        Violation.Form, "Tile1x8_3", found, Attribute + "[SkipLocalsInit] private static void Tile1x8_3(float* a, nint n) { " + body + " }");

    [Fact]
    public void A_frame_within_a_loop_is_no_exception() => Breaks(
        Violation.Form, "TransformFilters1", "in a loop", Attribute + "[SkipLocalsInit] private static void TransformFilters1(float* a, nint n) { for (; n > 0; n--) { float* t = stackalloc float[8]; T.Store(t, T.Load(a)); } }");

    [Theory]
    [InlineData("private static void ", "no AggressiveOptimization")]
    [InlineData("[MethodImpl(MethodImplOptions.NoInlining)] private static void ", "no AggressiveOptimization")]
    [InlineData(Attribute + "private void ", "not static")]
    public void A_missing_attribute_is_found(string start, string found) => Breaks(Violation.Form, "Tile4x8_4", found, start + "Tile4x8_4" + Tile);

    [Fact]
    public void A_frame_that_is_cleared_is_found() => Breaks(
        Violation.Form, "Contraction1", "no SkipLocalsInit", "private static void Contraction1(float* a) { TileSteps full; full.Row = 1; Tile4x8_1(a, a, a, full.Row, 8); }");

    [Fact]
    public void Methods_that_are_too_large_are_found()
    {
        var locals = string.Concat(Enumerable.Range(0, 600).Select(i => $"int v{i} = a[{i}]; ")) + string.Concat(Enumerable.Range(0, 600).Select(i => $"a[v{i}] += v{599 - i}; "));
        var branches = string.Concat(Enumerable.Range(0, 1200).Select(i => $"if (a[{i}] > 0) a[{i + 1}]--; "));
        var found = SizeRule.Check(MethodBody.Of(new Project($"public static unsafe class Net {{ static void Wide(int* a) {{ {locals} }} static void Forked(int* a) {{ {branches} }} static void Small(int* a) {{ a[0]++; }} }}").Assemble())).ToList();
        Assert.Contains(found, violation => violation is { Method: "Net.Wide", Rule: Violation.Size } && violation.Detail.StartsWith("600 locals", StringComparison.Ordinal));
        Assert.Contains(found, violation => violation is { Method: "Net.Wide" } && violation.Detail.Contains(" bytes", StringComparison.Ordinal));
        Assert.Contains(found, violation => violation is { Method: "Net.Wide" } && violation.Detail.Contains(" instructions", StringComparison.Ordinal));
        Assert.Contains(found, violation => violation is { Method: "Net.Forked" } && violation.Detail.Contains(" blocks", StringComparison.Ordinal));
        Assert.DoesNotContain(found, violation => violation.Method == "Net.Small");
    }

    [Fact]
    public void A_method_s_size_is_read_off_its_IL()
    {
        var body = MethodBody.Of(new Project("public static class Net { static int Absolute(int x) { if (x < 0) return -x; return x; } }").Assemble()).Single(body => body.Name == "Net.Absolute");
        Assert.Equal(new MethodBody("Net.Absolute", 9, 8, 0, 3, false), body); // ldarg.0 ldc.0 bge.s ldarg.0 neg ret ldarg.0 ret
    }

    private static string Sums(int count) =>
        "(float* a, float* b, float* c, nint n) { V " + string.Join(", ", Enumerable.Range(0, count).Select(i => $"s{i} = T.Zero")) + "; for (; n > 0; n--, a += 16, b += 8) { V w = T.Load(b); "
        + string.Concat(Enumerable.Range(0, count).Select(i => $"s{i} = T.MultiplyAdd(T.Broadcast(a + {i}), w, s{i}); ")) + "} "
        + string.Concat(Enumerable.Range(0, count).Select(i => $"T.Store(c + {8 * i}, s{i}); ")) + "}";

    private static void Breaks(string rule, string method, string found, string text) => Assert.Contains(
        Check(text), violation => violation.Rule == rule && violation.Method == method && violation.Detail.Contains(found, StringComparison.Ordinal));

    private static IReadOnlyList<Violation> Check(string method) => Rules.Check(Methods(method));

    private static IEnumerable<KernelMethod> Methods(string method) => KernelMethod.Of(CSharpSyntaxTree.ParseText(Program(method)));

    private static string Program(string method) => $"public sealed unsafe class NetProgram<T, V> {{ {method} }}";
}
