namespace ConvGen.Tests.Ptx;

internal sealed unsafe partial class KernelDecoder
{
    private bool Float()
    {
        var type = instruction.Type;
        if (type is not (PtxType.F32 or PtxType.F64))
            return false;
        step.Class = StepClass.Float;
        switch (instruction.Opcode)
        {
            case "add":
                return Two(Binary2<FloatAdd>(type), type, "rn", "ftz", "sat");
            case "sub":
                return Two(Binary2<FloatSub>(type), type, "rn", "ftz", "sat");
            case "mul":
                return Two(Binary2<FloatMul>(type), type, "rn", "ftz", "sat");
            case "div":
                return Two(Binary2<FloatDiv>(type), type, "rn", "full", "approx", "ftz");
            case "min":
                return Two(Has("NaN") ? Binary2<FloatMinNaN>(type) : Binary2<FloatMin>(type), type, "ftz", "NaN");
            case "max":
                return Two(Has("NaN") ? Binary2<FloatMaxNaN>(type) : Binary2<FloatMax>(type), type, "ftz", "NaN");
            case "copysign":
                return Two(Binary2<FloatCopySign>(type), type);
            case "fma" or "mad":
                step.Class = StepClass.Fma;
                return Three(Fma(type), type, "rn", "ftz", "sat");
            case "abs":
                return OneFloat(Unary2<FloatAbs>(type), type, "ftz");
            case "neg":
                return OneFloat(Unary2<FloatNeg>(type), type, "ftz");
            case "rcp":
                return OneFloat(Unary2<FloatRcp>(type), type, "rn", "approx", "ftz");
            case "sqrt":
                return OneFloat(Unary2<FloatSqrt>(type), type, "rn", "approx", "ftz");
            case "rsqrt":
                return OneFloat(Unary2<FloatRsqrt>(type), type, "approx", "ftz");
            case "ex2" when type == PtxType.F32:
                return OneFloat(Unary2<FloatEx2>(type), type, "approx", "ftz");
            case "lg2" when type == PtxType.F32:
                return OneFloat(Unary2<FloatLg2>(type), type, "approx", "ftz");
            case "sin" when type == PtxType.F32:
                return OneFloat(Unary2<FloatSin>(type), type, "approx", "ftz");
            case "cos" when type == PtxType.F32:
                return OneFloat(Unary2<FloatCos>(type), type, "approx", "ftz");
            case "tanh" when type == PtxType.F32:
                return OneFloat(Unary2<FloatTanh>(type), type, "approx");
            case "testp" when type == PtxType.F32:
                Allow("finite", "infinite", "number", "notanumber", "normal", "subnormal");
                Operands(2);
                step.Run = &CompareLanes.Test;
                step.Mode = instruction.Modifiers[0];
                (step.D, step.A) = (Target(instruction.Operands[0], PtxType.Pred), Source(instruction.Operands[1], type));
                return true;
            default:
                return false;
        }
    }

    private bool OneFloat(delegate*<Warp, Step, uint, void> run, PtxType type, params ReadOnlySpan<string> known)
    {
        Allow(known);
        Operands(2);
        step.Run = run;
        (step.D, step.A) = (Target(instruction.Operands[0], type), Source(instruction.Operands[1], type));
        return true;
    }

    private delegate*<Warp, Step, uint, void> Unary2<TOperation>(PtxType type)
        where TOperation : struct, IFloatUnary =>
        type == PtxType.F64 ? &FloatLanes.UnaryDouble<TOperation> : Has("ftz") ? &FloatLanes.Unary<FlushMode, TOperation> : &FloatLanes.Unary<PlainMode, TOperation>;

    private delegate*<Warp, Step, uint, void> Binary2<TOperation>(PtxType type)
        where TOperation : struct, IFloatBinary
    {
        return (type, Has("ftz"), Has("sat")) switch
        {
            (PtxType.F64, false, false) => &FloatLanes.BinaryDouble<TOperation>,
            (PtxType.F32, false, false) => &FloatLanes.Binary<PlainMode, TOperation>,
            (PtxType.F32, true, false) => &FloatLanes.Binary<FlushMode, TOperation>,
            (PtxType.F32, false, true) => &FloatLanes.Binary<SaturateMode, TOperation>,
            (PtxType.F32, true, true) => &FloatLanes.Binary<FlushSaturateMode, TOperation>,
            _ => throw Unknown(),
        };
    }

    private delegate*<Warp, Step, uint, void> Fma(PtxType type) => (type, Has("ftz"), Has("sat")) switch
    {
        (PtxType.F64, false, false) => &FloatLanes.FmaDouble,
        (PtxType.F32, false, false) => &FloatLanes.Fma<PlainMode>,
        (PtxType.F32, true, false) => &FloatLanes.Fma<FlushMode>,
        (PtxType.F32, false, true) => &FloatLanes.Fma<SaturateMode>,
        (PtxType.F32, true, true) => &FloatLanes.Fma<FlushSaturateMode>,
        _ => throw Unknown(),
    };
}
