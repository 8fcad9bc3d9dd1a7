using System;
using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Backends.Gpu.Language;

/// <summary>
/// Makes the integers of a kernel parameters, so that kernels that differ in them alone are one. Equal numbers in operations of one kind are one parameter; that two
/// sizes are equal by chance costs a kernel of its own, no more.
/// </summary>
/// <param name="builder">The kernel that the parameters belong to.</param>
internal sealed class Sizes(KernelBuilder builder)
{
    /// <summary>Numbers up to this are what kernels are about: lanes, taps, the shortest loops.</summary>
    private const int MostStructural = 4;

    /// <summary>The kernel with its parameters in the place of numbers.</summary>
    /// <param name="body">The kernel.</param>
    /// <param name="parameters">Where the builder puts the reading of parameters, in front.</param>
    public IReadOnlyList<Instruction> Lift(IReadOnlyList<Instruction> body, IReadOnlyList<Instruction> parameters)
    {
        var lifted = Lift([.. body.SkipWhile(IsSize)]);
        return [.. parameters.TakeWhile(IsSize), .. lifted];

        static bool IsSize(Instruction instruction) => instruction is Compute { Operation: Operation.Size };
    }

    private IReadOnlyList<Instruction> Lift(IReadOnlyList<Instruction> body) => [.. body.Select(Lift)];

    private Instruction Lift(Instruction instruction) => instruction switch
    {
        Compute compute when IsOfSizes(compute.Operation) => compute with
        {
            A = Lift(compute.Operation, compute.A),
            B = Lift(compute.Operation, compute.B),
            C = compute.Operation == Operation.Advance && compute.Result.Type == RegisterType.SharedPointer ? compute.C : Lift(compute.Operation, compute.C),
        },
        Repeat repeat => repeat with { First = Lift(Operation.Move, repeat.First), End = Lift(Operation.Move, repeat.End), Body = Lift(repeat.Body) },
        Branch branch => branch with { Body = Lift(branch.Body), Otherwise = Lift(branch.Otherwise) },
        _ => instruction,
    };

    /// <summary>Operations whose numbers may be sizes; masks and shifts to the left are what formulas are made of.</summary>
    private static bool IsOfSizes(Operation operation) => operation is Operation.AddInt or Operation.SubtractInt or Operation.MultiplyInt or Operation.MultiplyHigh
        or Operation.MinimumInt or Operation.MaximumInt or Operation.ShiftRightUnsigned or Operation.SelectInt
        or Operation.LessInt or Operation.LessOrEqualInt or Operation.EqualInt or Operation.LessUnsigned or Operation.Advance;

    /// <summary>A shift of any size, because it is part of a division by any number.</summary>
    private Operand Lift(Operation operation, Operand operand) =>
        operand is { IsConstant: true, Type: RegisterType.Int } && (operation == Operation.ShiftRightUnsigned || Math.Abs((long)operand.Bits) > MostStructural)
            ? builder.Parameter(FormattableString.Invariant($"{operation} {operand.Bits}"), operand.Bits).Operand
            : operand;
}
