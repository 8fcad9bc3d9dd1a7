namespace ConvGen.Tests.Ptx;

/// <summary>The forms of instructions that may be used: those of the ISA that kernels here have a use for, and no others.</summary>
internal static class PtxForms
{
    private const string Table = """
        add,sub INT : d a a
        add,sub sat s32 : d a a
        add,sub,mul ?ROUND ?ftz ?sat f32 : d a a
        add,sub,mul ?ROUND f64 : d a a
        mul lo,hi INT : d a a
        mul wide NARROW : dw a a
        mad lo,hi INT : d a a a
        mad wide NARROW : dw a a aw
        mad,fma ROUND ?ftz ?sat f32 : d a a a
        mad,fma ROUND f64 : d a a a
        mul24 lo,hi u32,s32 : d a a
        mad24 lo,hi u32,s32 : d a a a
        sad INT : d a a a
        div,rem INT : d a a
        div ROUND f64 : d a a
        div approx,full ?ftz f32 : d a a
        div ROUND ?ftz f32 : d a a
        abs,neg s16,s32,s64 : d a
        abs,neg ?ftz f32 : d a
        abs,neg f64 : d a
        min,max INT : d a a
        min,max ?ftz f32 : d a a
        min,max ?ftz NaN f32 : d a a @70/80
        min,max f64 : d a a
        and,or,xor b16,b32,b64 : d a a
        and,or,xor pred : dp p p
        not,cnot b16,b32,b64 : d a
        not pred : dp p
        shl b16,b32,b64 : d a u
        shr b16,b32,b64,u16,u32,u64,s16,s32,s64 : d a u
        bfe u32,s32,u64,s64 : d a u u
        bfi b32,b64 : d a a u u
        popc,clz b32,b64 : du a
        brev b32,b64 : d a
        prmt b32 : d a a a
        lop3 b32 : d a a a i
        shf l,r wrap,clamp b32 : d a a u
        rcp,sqrt approx ?ftz f32 : d a
        rcp,sqrt ROUND ?ftz f32 : d a
        rcp,sqrt ROUND f64 : d a
        rsqrt approx ?ftz f32 : d a
        rsqrt approx f64 : d a
        ex2,lg2,sin,cos approx ?ftz f32 : d a
        tanh approx f32 : d a @70/75
        testp finite,infinite,number,notanumber,normal,subnormal f32,f64 : dp a
        copysign f32,f64 : d a a
        selp b16,b32,b64,u16,u32,u64,s16,s32,s64,f32,f64 : d a a p
        setp eq,ne b16,b32,b64 : dpq a a
        setp eq,ne,lt,le,gt,ge s16,s32,s64 : dpq a a
        setp eq,ne,lt,le,gt,ge,lo,ls,hi,hs u16,u32,u64 : dpq a a
        setp FLOATCOMPARE ?ftz f32 : dpq a a
        setp FLOATCOMPARE f64 : dpq a a
        setp eq,ne LOGIC b16,b32,b64 : dpq a a p
        setp eq,ne,lt,le,gt,ge LOGIC s16,s32,s64 : dpq a a p
        setp eq,ne,lt,le,gt,ge,lo,ls,hi,hs LOGIC u16,u32,u64 : dpq a a p
        setp FLOATCOMPARE LOGIC ?ftz f32 : dpq a a p
        setp FLOATCOMPARE LOGIC f64 : dpq a a p
        set eq,ne,lt,le,gt,ge u32,s32,f32 s16,s32,s64,u16,u32,u64 : d al al
        set FLOATCOMPARE ?ftz u32,s32,f32 f32 : d al al
        mov b16,b32,b64,u16,u32,u64,s16,s32,s64,f32,f64 : md ms
        mov pred : dp p
        cvt ?rn,rz,rm,rp,rni,rzi,rmi,rpi ?ftz ?sat NUMBER NUMBER : cd cs
        cvt rna tf32 f32 : du al @70/80
        cvt rn bf16 f32 : cd al @70/80
        cvt rn bf16x2,f16x2 f32 : du al al @70/80
        cvt f32 bf16 : d cs @78/90
        cvta ?to global,shared,local,const u64 : d x
        ld ?weak param,local,const ?v2,v4 MEMORY : ld m
        ld ?weak ?global,SHARED ?ca,cg,cs,lu,cv ?v2,v4 MEMORY : ld m
        ld ?weak global CACHE ?v2,v4 MEMORY : ld m @74/70
        ld ?weak global L2::64B,L2::128B,L2::256B ?v2,v4 MEMORY : ld m @74/75
        ld global ?ca,cg,cs nc ?v2,v4 MEMORY : ld m
        ld global ?ca,cg,cs nc L2::64B,L2::128B,L2::256B ?v2,v4 MEMORY : ld m @74/75
        ld global nc CACHE ?L2::64B,L2::128B,L2::256B ?v2,v4 MEMORY : ld m @74/75
        ld volatile ?global,local,SHARED ?v2,v4 MEMORY : ld m
        ld relaxed,acquire cta,gpu,sys ?global,SHARED ?v2,v4 MEMORY : ld m @60/70
        st ?weak local ?v2,v4 MEMORY : m st
        st ?weak ?global,SHARED ?wb,cg,cs,wt ?v2,v4 MEMORY : m st
        st ?weak global CACHE ?v2,v4 MEMORY : m st @74/70
        st volatile ?global,local,SHARED ?v2,v4 MEMORY : m st
        st relaxed,release cta,gpu,sys ?global,SHARED ?v2,v4 MEMORY : m st @60/70
        prefetch global,local L1,L2 : m
        atom ?global,SHARED add u32,s32,u64,f32 : d m a
        atom ?global,SHARED add f64 : d m a @50/60
        atom ?global,SHARED min,max u32,s32,u64,s64 : d m a
        atom ?global,SHARED and,or,xor,exch b32,b64 : d m a
        atom ?global,SHARED inc,dec u32 : d m a
        atom ?global,SHARED cas b32,b64 : d m a a
        atom ORDER cta,gpu,sys ?global,SHARED add u32,s32,u64,f32,f64 : d m a @60/70
        atom ORDER cta,gpu,sys ?global,SHARED min,max u32,s32,u64,s64 : d m a @60/70
        atom ORDER cta,gpu,sys ?global,SHARED and,or,xor,exch b32,b64 : d m a @60/70
        atom ORDER cta,gpu,sys ?global,SHARED cas b32,b64 : d m a a @60/70
        red ?global,SHARED add u32,s32,u64,f32 : m a
        red ?global,SHARED add f64 : m a @50/60
        red ?global,SHARED min,max u32,s32,u64,s64 : m a
        red ?global,SHARED and,or,xor b32,b64 : m a
        red relaxed,release cta,gpu,sys ?global,SHARED add u32,s32,u64,f32,f64 : m a @60/70
        bra ?uni : lab
        ret,exit ?uni
        trap
        bar sync : u u?
        bar warp sync : u @60/30
        barrier sync ?aligned : u u? @60/30
        membar cta,gl,sys
        fence ?sc,acq_rel cta,gpu,sys @60/70
        griddepcontrol launch_dependents,wait @78/90
        nanosleep u32 : a @63/70
        shfl sync up,down,bfly,idx b32 : ds a u u u @60/30
        vote sync all,any,uni pred : dp p u @60/30
        vote sync ballot b32 : du p u @60/30
        activemask b32 : du @62/30
        redux sync add,min,max u32,s32 : d a u @70/80
        redux sync and,or,xor b32 : d a u @70/80
        cp async ca,cg SHARED global ?L2::64B,L2::128B,L2::256B : m m i u? @70/80
        cp async commit_group @70/80
        cp async wait_group : i @70/80
        cp async wait_all @70/80
        ldmatrix sync aligned m8n8 x1 ?trans SHARED b16 : D1b m @65/75
        ldmatrix sync aligned m8n8 x2 ?trans SHARED b16 : D2b m @65/75
        ldmatrix sync aligned m8n8 x4 ?trans SHARED b16 : D4b m @65/75
        mma sync aligned m16n8k4 row col f32 tf32 tf32 f32 : D4f A2b A1b A4f @70/80
        mma sync aligned m16n8k8 row col f32 tf32 tf32 f32 : D4f A4b A2b A4f @70/80
        mma sync aligned m16n8k8 row col f32 bf16 bf16 f32 : D4f A2b A1b A4f @70/80
        mma sync aligned m16n8k16 row col f32 bf16 bf16 f32 : D4f A4b A2b A4f @70/80
        mma sync aligned m16n8k8 row col f32 f16 f16 f32 : D4f A2b A1b A4f @65/75
        mma sync aligned m16n8k16 row col f32 f16 f16 f32 : D4f A4b A2b A4f @70/80
        """;

    private static readonly Dictionary<string, List<PtxForm>> Forms = Read();

    /// <summary>The forms of an opcode.</summary>
    public static IReadOnlyList<PtxForm> Of(string opcode) => Forms.TryGetValue(opcode, out var forms) ? forms : [];

    private static Dictionary<string, List<PtxForm>> Read()
    {
        var forms = new Dictionary<string, List<PtxForm>>(StringComparer.Ordinal);
        foreach (var line in Table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var form = new PtxForm(line, Expand);
            foreach (var opcode in form.Opcodes)
            {
                if (!forms.TryGetValue(opcode, out var list))
                    forms.Add(opcode, list = []);
                list.Add(form);
            }
        }

        return forms;
    }

    private static string Expand(string slot) => string.Join(',', slot.Split(',').Select(word => word switch
    {
        "INT" => "s16,u16,s32,u32,s64,u64",
        "NARROW" => "s16,u16,s32,u32",
        "ROUND" => "rn,rz,rm,rp",
        "LOGIC" => "and,or,xor",
        "FLOATCOMPARE" => "eq,ne,lt,le,gt,ge,equ,neu,ltu,leu,gtu,geu,num,nan",
        "NUMBER" => "s8,u8,s16,u16,s32,u32,s64,u64,f16,f32,f64",
        "MEMORY" => "b8,b16,b32,b64,u8,u16,u32,u64,s8,s16,s32,s64,f32,f64",
        "CACHE" => "L1::evict_last,L1::evict_first,L1::evict_normal,L1::no_allocate",
        "SHARED" => "shared,shared::cta",
        "ORDER" => "relaxed,acquire,release,acq_rel",
        _ => word,
    }));
}
