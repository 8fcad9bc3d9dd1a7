namespace ConvGen.Tests.Ptx;

internal sealed unsafe partial class KernelDecoder
{
    /// <summary>What the lanes of a warp do together.</summary>
    private bool WarpWide()
    {
        var operands = instruction.Operands;
        step.Class = StepClass.Other;
        switch (instruction.Opcode)
        {
            case "shfl" when instruction.Type == PtxType.B32:
                Allow("sync", "up", "down", "bfly", "idx");
                Operands(5);
                step.Run = &WarpLanes.Shuffle;
                step.Mode = instruction.Modifiers.First(modifier => modifier is "up" or "down" or "bfly" or "idx");
                step.D = Target(operands[0], PtxType.B32);
                if (operands[0].Pair is { } pair)
                    step.D2 = Target(pair, PtxType.Pred);
                step.A = Source(operands[1], PtxType.B32);
                step.B = Source(operands[2], PtxType.B32);
                step.C = Source(operands[3], PtxType.B32);
                step.Places = [Source(operands[4], PtxType.B32)];
                return true;
            case "vote":
                Allow("sync", "all", "any", "uni", "ballot");
                Operands(3);
                step.Run = &WarpLanes.Vote;
                step.Mode = instruction.Modifiers.First(modifier => modifier is "all" or "any" or "uni" or "ballot");
                step.D = Target(operands[0], step.Mode == "ballot" ? PtxType.B32 : PtxType.Pred);
                step.A = Predicate(operands[1], out step.FlipC);
                step.Places = [Source(operands[2], PtxType.B32)];
                return true;
            case "activemask":
                Allow();
                Operands(1);
                step.Run = &WarpLanes.ActiveMask;
                step.D = Target(operands[0], PtxType.B32);
                return true;
            case "redux":
                Allow("sync", "add", "min", "max", "and", "or", "xor");
                Operands(3);
                step.Run = &WarpLanes.Reduce;
                step.Mode = instruction.Modifiers.First(modifier => modifier is "add" or "min" or "max" or "and" or "or" or "xor");
                step.To = instruction.Type;
                step.D = Target(operands[0], PtxType.B32);
                step.A = Source(operands[1], PtxType.B32);
                step.Places = [Source(operands[2], PtxType.B32)];
                return true;
            case "ldmatrix":
                return LoadMatrix();
            case "mma":
                return Mma();
            default:
                return false;
        }
    }

    private bool LoadMatrix()
    {
        var operands = instruction.Operands;
        Allow("sync", "aligned", "m8n8", "x1", "x2", "x4", "trans", "shared", "shared::cta");
        Operands(2);
        var count = Has("x4") ? 4 : Has("x2") ? 2 : 1;
        if (!Has("m8n8") || instruction.Type != PtxType.B16 || operands[0].Kind != OperandKind.Vector || operands[0].Items.Count != count)
            throw Unknown();
        step.Run = &MatrixLanes.Load;
        step.Class = StepClass.MatrixLoad;
        step.Space = PtxSpace.Shared;
        step.Saturate = Has("trans");
        step.ElementBytes = step.TotalBytes = 16;
        Address(operands[1]);
        step.Places = [.. operands[0].Items.Select(item => Target(item, PtxType.B32))];
        return true;
    }

    private bool Mma()
    {
        var operands = instruction.Operands;
        Allow("sync", "aligned", "row", "col", "m16n8k4", "m16n8k8", "m16n8k16");
        Operands(4);
        var types = instruction.Modifiers.Select(PtxTypes.Parse).Where(type => type != PtxType.None).ToArray();
        if (types is not [PtxType.F32, _, _, PtxType.F32] || types[1] != types[2])
            throw Unknown();
        var depth = Has("m16n8k4") ? 4 : Has("m16n8k8") ? 8 : 16;
        var (a, b) = (types[1], depth) switch
        {
            (PtxType.Tf32, 4) => (2, 1),
            (PtxType.Tf32, 8) => (4, 2),
            (PtxType.Bf16 or PtxType.F16, 8) => (2, 1),
            (PtxType.Bf16 or PtxType.F16, 16) => (4, 2),
            _ => throw Unknown(),
        };
        step.Run = &MatrixLanes.Multiply;
        step.Class = StepClass.Mma;
        (step.From, step.Number) = (types[1], depth);
        step.Places = Fragment(operands[0], 4, PtxType.F32, true);
        step.PlacesA = Fragment(operands[1], a, PtxType.B32, false);
        step.PlacesB = Fragment(operands[2], b, PtxType.B32, false);
        step.PlacesC = Fragment(operands[3], 4, PtxType.F32, false);
        return true;
    }

    private int[] Fragment(PtxOperand operand, int count, PtxType type, bool result)
    {
        var items = operand.Kind == OperandKind.Vector ? operand.Items : [operand];
        if (items.Count != count)
            throw Error($"a fragment of {count} registers should stand here");
        return [.. items.Select(item => result ? Target(item, type) : Source(item, type))];
    }
}
