namespace ConvGen.Tests.Ptx;

internal sealed unsafe partial class KernelDecoder
{
    /// <summary>Branches, exits, barriers and fences.</summary>
    private bool Control()
    {
        var operands = instruction.Operands;
        step.Run = &MoveLanes.Nothing;
        switch (instruction.Opcode)
        {
            case "bra":
                Allow("uni");
                Operands(1);
                if (operands[0].Kind != OperandKind.Symbol || !kernel.LabelMap.TryGetValue(operands[0].Name, out var target))
                    throw Error($"there is no label {operands[0].Name}");
                (step.Kind, step.Class, step.Target, step.Number) = (StepKind.Branch, StepClass.Branch, target, Has("uni") ? 1 : 0);
                return true;
            case "ret" or "exit":
                Allow("uni");
                Operands(0);
                (step.Kind, step.Class) = (StepKind.Exit, StepClass.Branch);
                return true;
            case "trap":
                Operands(0);
                step.Run = &WarpLanes.Trap;
                return true;
            case "bar" when Has("warp"):
                Allow("warp", "sync");
                Operands(1);
                step.Run = &WarpLanes.SyncWarp;
                step.A = Source(operands[0], PtxType.B32);
                step.Class = StepClass.Barrier;
                return true;
            case "bar" or "barrier":
                Allow("sync", "aligned", "cta");
                if (!Has("sync") || operands.Count is not (1 or 2))
                    throw Unknown();
                (step.Kind, step.Class) = (StepKind.Barrier, StepClass.Barrier);
                step.A = Source(operands[0], PtxType.B32);
                step.B = operands.Count == 2 ? Source(operands[1], PtxType.B32) : -1;
                step.Number = instruction.Opcode == "bar" || Has("aligned") ? 1 : 0;
                return true;
            case "membar":
                Allow("cta", "gl", "sys");
                Operands(0);
                return true;
            case "fence":
                Allow("acq_rel", "sc", "cta", "gpu", "sys");
                Operands(0);
                return true;
            case "griddepcontrol":
                Allow("launch_dependents", "wait");
                Operands(0);
                return true;
            case "nanosleep":
                Operands(1);
                return true;
            default:
                return false;
        }
    }
}
