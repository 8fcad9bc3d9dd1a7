using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace ConvGen.Generator.Backends.Gpu.Language;

/// <summary>
/// Writes a kernel down as code that reads like the kernel: values have operators, loops and branches are methods with a body. Whatever is known is folded, and what was
/// computed before, in this body or one around it, is not computed again; so kernels need not be written with care for either.
/// </summary>
internal sealed partial class KernelBuilder
{
    private readonly Dictionary<RegisterType, int> _registers = [];
    private readonly List<int> _shared = [];
    private readonly List<int> _sizes = [];
    private readonly List<string> _roles = [];
    private readonly Dictionary<object, int> _ordinals = [];
    private readonly Dictionary<int, Pointer> _pointers = [];
    private readonly Dictionary<string, Int> _sizesByRole = new(StringComparer.Ordinal);

    /// <summary>Integers that are another and a constant.</summary>
    private readonly Dictionary<int, (Operand Inner, int More)> _sums = [];
    private readonly Stack<List<Instruction>> _bodies = new();

    /// <summary>What the bodies around this point have computed, and the keys that each of them has added.</summary>
    private readonly Dictionary<Key, Register> _known = Interlocked.Exchange(ref _spare, null) ?? [];
    private readonly Stack<List<Key>> _added = new();

    /// <summary>The dictionary of a kernel that is finished, for the next one: it is so large that making new ones is a good part of the time that building takes.</summary>
    private static Dictionary<Key, Register>? _spare;

    private readonly int _places;

    /// <summary>What every thread runs; sizes are read first.</summary>
    private readonly List<Instruction> _outermost = [];
    private int _sizeInstructions;
    private bool _takesParts;

    /// <param name="places">Parameters that are places in the device's memory.</param>
    /// <param name="threads">Threads of a block, a multiple of 32.</param>
    public KernelBuilder(int places, int threads)
    {
        (_places, Threads) = (places, threads);
        _bodies.Push(_outermost);
        _added.Push([]);
    }

    /// <summary>Threads of a block.</summary>
    public int Threads { get; }

    /// <summary>
    /// True where every integer that may be a size becomes one (<see cref="Sizes"/>), so that layers of many sizes share the kernel; false where the kernel says itself what is one,
    /// because others stand where time is spent.
    /// </summary>
    public bool LiftsSizes { get; set; } = true;

    /// <summary>This thread's number in its block.</summary>
    public Int Thread => Int(Operation.ThreadIndex);

    /// <summary>This block's number in each direction.</summary>
    public Int BlockX => Int(Operation.BlockX);

    /// <inheritdoc cref="BlockX"/>
    public Int BlockY => Int(Operation.BlockY);

    /// <inheritdoc cref="BlockX"/>
    public Int BlockZ => Int(Operation.BlockZ);

    /// <summary>How many images the call holds.</summary>
    public Int Batch => Int(Operation.Batch);

    /// <summary>In how many parts the call makes its sums: known when it is launched, as the number of images is.</summary>
    public Int Parts
    {
        get
        {
            _takesParts = true;
            return Int(Operation.Parts);
        }
    }

    /// <summary>The kernel, finished.</summary>
    public KernelCode Build(string kind, string comment)
    {
        IReadOnlyList<Instruction> body = DeadCode.Without(_bodies.Single());

        // The sizes in front are all that the kernel asked for; of some nothing came.
        if (LiftsSizes)
            body = DeadCode.Without(new Sizes(this).Lift(body, _outermost));
        body = new Peephole(body).Shorter(body);
        _known.Clear();
        _spare = _known;
        return new(kind, comment, Threads, _places, _sizes, _shared, _registers, body) { TakesParts = _takesParts, Roles = _roles };
    }

    /// <summary>The place that a parameter points to.</summary>
    public Pointer Place(int parameter)
    {
        if (_pointers.TryGetValue(parameter, out var known))
            return known;

        // Behind the sizes, so that every body around knows it.
        var register = NewRegister(RegisterType.Pointer);
        _outermost.Insert(_sizeInstructions + _pointers.Count, new Compute(Operation.Parameter, register, Operand.Of(parameter)));
        return _pointers[parameter] = new Pointer(this, register);
    }

    /// <summary>
    /// A number of the layer that is built for, as a parameter: layers that differ in nothing else share the kernel. 0 and 1 are part of the text, because kernels are shorter for them.
    /// </summary>
    /// <param name="role">What it says; the same role is one parameter.</param>
    /// <param name="value">What it is here.</param>
    public Int Size(string role, int value) => value is 0 or 1 ? value : Parameter(role, value);

    /// <summary>The same for numbers of which 0 and 1 are nothing special.</summary>
    /// <exception cref="InvalidOperationException">The role is another number's.</exception>
    public Int Parameter(string role, int value)
    {
        if (_sizesByRole.TryGetValue(role, out var known))
            return _sizes[_roles.IndexOf(role)] == value ? known : throw new InvalidOperationException($"'{role}' is {_sizes[_roles.IndexOf(role)]}, and also {value}.");
        var number = _sizes.Count;
        _sizes.Add(value);
        _roles.Add(role);

        // In the outermost body, so that every body around knows it.
        var register = NewRegister(RegisterType.Int);
        _outermost.Insert(_sizeInstructions++, new Compute(Operation.Size, register, Operand.Of(number)));
        return _sizesByRole[role] = new Int(this, Operand.Of(register));
    }

    /// <summary>The same for a float.</summary>
    public Float Number(string role, float value) => AsFloat(Parameter(role, Operand.Of(value).Bits));

    /// <summary>A size to divide by.</summary>
    /// <inheritdoc cref="Size"/>
    public Divisor Divisor(string role, int value) => value == 1
        ? new Divisor(1, 1, 0, 0)
        : new Divisor(value, Size(role, value), Parameter(role + " magic", unchecked((int)Magic(value))), Parameter(role + " shift", CeilLog2(value) - 1));

    /// <summary>Which of the different keys of its type that this was called with the key is: for roles of what comes several times in a kernel, some of it alike.</summary>
    public int Ordinal(object key)
    {
        if (!_ordinals.TryGetValue(key, out var ordinal))
            _ordinals.Add(key, ordinal = _ordinals.Keys.Count(other => other.GetType() == key.GetType()));
        return ordinal;
    }

    /// <summary>Memory for so many numbers that the block's threads share; what it holds at first is undefined.</summary>
    public SharedArray Shared(int floats)
    {
        _shared.Add(floats);
        return new SharedArray(this, Define(Operation.SharedArray, RegisterType.SharedPointer, Operand.Of(_shared.Count - 1), default, default), floats);
    }

    /// <summary>A float that may be set again.</summary>
    public FloatVariable Variable(Float first)
    {
        var register = NewRegister(RegisterType.Float, isVariable: true);
        Add(new Compute(Operation.Move, register, first.Operand));
        return new FloatVariable(this, register);
    }

    /// <summary>A float that is set before it is read.</summary>
    public FloatVariable Variable() => new(this, NewRegister(RegisterType.Float, isVariable: true));

    /// <summary>An integer that may be set again.</summary>
    public IntVariable Variable(Int first)
    {
        var register = NewRegister(RegisterType.Int, isVariable: true);
        Add(new Compute(Operation.Move, register, first.Operand));
        return new IntVariable(this, register);
    }

    public void Set(FloatVariable variable, Float value) => Add(new Compute(Operation.Move, variable.Register, value.Operand));

    public void Set(IntVariable variable, Int value) => Add(new Compute(Operation.Move, variable.Register, value.Operand));

    /// <summary>What a variable is now: what is computed of it once need not be computed again.</summary>
    public Float Now(Float value) => Float(Operation.Move, value.Operand);

    /// <summary><c>variable += a · b</c>, rounded once.</summary>
    public void AddProduct(FloatVariable variable, Float a, Float b) => Add(new Compute(Operation.MultiplyAdd, variable.Register, a.Operand, b.Operand, Operand.Of(variable.Register)));

    /// <summary>a · b + c, rounded once.</summary>
    public Float MultiplyAdd(Float a, Float b, Float c) => Float(Operation.MultiplyAdd, a.Operand, b.Operand, c.Operand);

    public Float Select(Bool condition, Float yes, Float no) => Float(Operation.SelectFloat, condition.Operand, yes.Operand, no.Operand);

    public Int Select(Bool condition, Int yes, Int no) => Int(Operation.SelectInt, condition.Operand, yes.Operand, no.Operand);

    /// <summary>The larger one, and <paramref name="left"/> where either is NaN.</summary>
    public Float Maximum(Float left, Float right) => Select(left < right, right, left);

    /// <summary>The smaller one, and <paramref name="left"/> where either is NaN.</summary>
    public Float Minimum(Float left, Float right) => Select(right < left, right, left);

    public Int Minimum(Int left, Int right) => left.Constant is { } a && right.Constant is { } b ? Math.Min(a, b) : Int(Operation.MinimumInt, left.Operand, right.Operand);

    public Int Maximum(Int left, Int right) => left.Constant is { } a && right.Constant is { } b ? Math.Max(a, b) : Int(Operation.MaximumInt, left.Operand, right.Operand);

    public Float Absolute(Float value) => Float(Operation.Absolute, value.Operand);

    public Float SquareRoot(Float value) => Float(Operation.SquareRoot, value.Operand);

    public Bool IsNaN(Float value) => Bool(Operation.Unordered, value.Operand, value.Operand);

    public Float ToFloat(Int value) => value.Constant is { } constant ? constant : Float(Operation.IntToFloat, value.Operand);

    public Float AsFloat(Int bits) => Float(Operation.BitsToFloat, bits.Operand);

    public Int AsBits(Float value) => Int(Operation.FloatToBits, value.Operand);

    public Int And(Int a, Int b) => Int(Operation.And, a.Operand, b.Operand);

    public Int Xor(Int a, Int b) => Int(Operation.Xor, a.Operand, b.Operand);

    public Int ShiftLeft(Int value, int bits) => bits == 0 ? value : value.Constant is { } constant ? constant << bits : Int(Operation.ShiftLeft, value.Operand, Operand.Of(bits));

    /// <summary>Keeps the sign.</summary>
    public Int ShiftRight(Int value, int bits) => Int(Operation.ShiftRight, value.Operand, Operand.Of(bits));

    /// <summary>Of the number without a sign.</summary>
    public Int ShiftRightUnsigned(Int value, int bits) => bits == 0 ? value : Int(Operation.ShiftRightUnsigned, value.Operand, Operand.Of(bits));

    /// <summary>True where <paramref name="value"/> is below <paramref name="end"/>, both without a sign.</summary>
    public Bool LessUnsigned(Int value, Int end) => Bool(Operation.LessUnsigned, value.Operand, end.Operand);

    /// <summary>Runs <paramref name="body"/> for each number from <paramref name="first"/>, by <paramref name="step"/>, below <paramref name="end"/>.</summary>
    public void For(Int first, Int end, Int step, Action<Int> body)
    {
        var counter = NewRegister(RegisterType.Int);
        Add(new Repeat(counter, first.Operand, end.Operand, step.Operand, Body(() => body(new Int(this, Operand.Of(counter))))));
    }

    public void If(Bool condition, Action body, Action? otherwise = null) =>
        Add(new Branch(condition.Operand, Body(body), otherwise is null ? [] : Body(otherwise)));

    /// <summary>All threads of the block meet. Every thread must come here, equally often.</summary>
    public void Barrier() => Add(new Meet());

    public Int AddInt(Int a, Int b) => a.Constant == 0 ? b : b.Constant == 0 ? a
        : a.Constant is not null ? AddInt(b, a)
        : b.Constant is { } constant && Sum(a) is ({ } inner, var more) && more != 0 ? AddInt(inner, constant + more)
        : Int(Operation.AddInt, a.Operand, b.Operand);

    public Int SubtractInt(Int a, Int b) => b.Constant is { } constant ? AddInt(a, -constant) : Int(Operation.SubtractInt, a.Operand, b.Operand);

    public Int MultiplyInt(Int a, Int b)
    {
        if (a.Constant is not null)
            (a, b) = (b, a);
        if (b.Constant is not { } factor)
            return Int(Operation.MultiplyInt, a.Operand, b.Operand);
        return factor == 0 ? 0 : factor == 1 ? a : factor > 0 && (factor & (factor - 1)) == 0 && !LiftsSizes ? ShiftLeft(a, Log2(factor)) : Int(Operation.MultiplyInt, a.Operand, b.Operand);
    }

    /// <summary>
    /// Of a number that is not negative: a shift where the divisor is a power of two, else the upper half of a product with ⌈2^(31 + l) / divisor⌉, l = ⌈log₂ divisor⌉,
    /// which is exact below 2³¹ (Granlund and Montgomery, "Division by Invariant Integers using Multiplication", 1994).
    /// </summary>
    public (Int Quotient, Int Remainder) DivideRemainder(Int value, int divisor)
    {
        if (divisor <= 0)
            throw new ArgumentOutOfRangeException(nameof(divisor));
        if (value.Constant is { } constant)
            return (constant / divisor, constant % divisor);
        if (divisor == 1)
            return (value, 0);
        if ((divisor & (divisor - 1)) == 0 && !LiftsSizes)
            return (ShiftRightUnsigned(value, Log2(divisor)), And(value, divisor - 1));
        var quotient = Int(Operation.ShiftRightUnsigned, Int(Operation.MultiplyHigh, value.Operand, Operand.Of(unchecked((int)Magic(divisor)))).Operand, Operand.Of(CeilLog2(divisor) - 1));
        return (quotient, value - (quotient * divisor));
    }

    /// <summary>The same for a size, which any number above 1 may be.</summary>
    public (Int Quotient, Int Remainder) DivideRemainder(Int value, Divisor divisor)
    {
        if (divisor.Value == 1)
            return (value, 0);
        if (value.Constant is { } constant)
            return (constant / divisor.Value, constant % divisor.Value);
        var quotient = Int(Operation.ShiftRightUnsigned, Int(Operation.MultiplyHigh, value.Operand, divisor.Magic.Operand).Operand, divisor.Shift.Operand);
        return (quotient, value - (quotient * divisor.Number));
    }

    /// <summary>The quotient of two numbers that are known when the kernel runs: slow.</summary>
    public Int DivideInt(Int value, Int divisor) => Int(Operation.DivideInt, value.Operand, divisor.Operand);

    /// <summary>⌈2^(31 + l) / divisor⌉ for l = ⌈log₂ divisor⌉: at most 32 bits.</summary>
    private static uint Magic(int divisor) => (uint)(((1UL << (31 + CeilLog2(divisor))) + (ulong)divisor - 1) / (ulong)divisor);

    private static int CeilLog2(int value) => value == 1 ? 0 : Log2(value - 1) + 1;

    public Bool CompareInt(Operation operation, Int a, Int b) => Bool(operation, a.Operand, b.Operand);

    public Bool CompareFloat(Operation operation, Float a, Float b) => Bool(operation, a.Operand, b.Operand);

    public Pointer Advance(Pointer pointer, Int index, Int step) => index.Constant == 0 || step.Constant == 0
        ? pointer
        : new Pointer(this, Define(Operation.Advance, RegisterType.Pointer, Operand.Of(pointer.Register), index.Operand, step.Operand));

    public Int Int(Operation operation, Operand a = default, Operand b = default, Operand c = default) => new(this, Operand.Of(Define(operation, RegisterType.Int, a, b, c)));

    public Float Float(Operation operation, Operand a = default, Operand b = default, Operand c = default) => new(this, Operand.Of(Define(operation, RegisterType.Float, a, b, c)));

    public Bool Bool(Operation operation, Operand a = default, Operand b = default, Operand c = default) => new(this, Operand.Of(Define(operation, RegisterType.Bool, a, b, c)));

    /// <summary>The number as another and a constant.</summary>
    private (Int Inner, int More) Sum(Int value) =>
        value.Operand is { IsConstant: false, IsVariable: false } operand && _sums.TryGetValue(operand.Bits, out var sum) ? (new Int(this, sum.Inner), sum.More) : (value, 0);

    private Register Define(Operation operation, RegisterType type, Operand a, Operand b, Operand c)
    {
        var key = new Key(operation, a, b, c);
        var mayKnow = !a.IsVariable && !b.IsVariable && !c.IsVariable;
        if (mayKnow && _known.TryGetValue(key, out var known))
            return known;
        var register = NewRegister(type);
        Add(new Compute(operation, register, a, b, c));
        if (!mayKnow)
            return register;
        _known.Add(key, register);
        _added.Peek().Add(key);
        if (operation == Operation.AddInt && b.IsConstant)
            _sums.Add(register.Number, (a, b.Bits));
        return register;
    }

    private Register NewRegister(RegisterType type, bool isVariable = false)
    {
        _registers.TryGetValue(type, out var count);
        _registers[type] = count + 1;
        return new Register(type, count, isVariable);
    }

    private List<Instruction> Body(Action write)
    {
        _bodies.Push([]);
        _added.Push([]);
        write();
        foreach (var key in _added.Pop())
            _known.Remove(key);
        return _bodies.Pop();
    }

    private void Add(Instruction instruction) => _bodies.Peek().Add(instruction);

    private static int Log2(int value)
    {
        var log = 0;
        while (value > 1)
            (value, log) = (value >> 1, log + 1);
        return log;
    }

    /// <summary>What is computed: the same of the same is computed once.</summary>
    private readonly struct Key(Operation operation, Operand a, Operand b, Operand c) : IEquatable<Key>
    {
        private readonly Operation _operation = operation;
        private readonly Operand _a = a, _b = b, _c = c;

        public bool Equals(Key other) => _operation == other._operation && _a == other._a && _b == other._b && _c == other._c;

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode() => unchecked((((((int)_operation * 486187739) + _a.GetHashCode()) * 486187739) + _b.GetHashCode()) * 486187739) + _c.GetHashCode();
    }
}
