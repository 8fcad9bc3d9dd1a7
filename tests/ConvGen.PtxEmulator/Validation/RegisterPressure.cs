namespace ConvGen.Tests.Ptx;

/// <summary>How many 32-bit registers live at once, at most: what a compiler needs that moves nothing. Predicates have registers of their own.</summary>
internal sealed class RegisterPressure
{
    private readonly PtxKernel kernel;
    private readonly List<(int Start, int End)> blocks = [];
    private readonly int[] blockOf;
    private readonly (int[] Reads, int[] Writes)[] touched;

    public RegisterPressure(PtxKernel kernel, Func<PtxInstruction, (int[] Reads, int[] Writes)> touch)
    {
        this.kernel = kernel;
        var count = kernel.Instructions.Count;
        touched = [.. kernel.Instructions.Select(touch)];
        var starts = new SortedSet<int>(kernel.Labels.Values) { 0 };
        for (var i = 0; i < count; i++)
            if (kernel.Instructions[i].Opcode is "bra" or "ret" or "exit")
                starts.Add(i + 1);
        starts.RemoveWhere(start => start >= count);
        var list = starts.ToArray();
        blockOf = new int[count + 1];
        Array.Fill(blockOf, -1);
        for (var i = 0; i < list.Length; i++)
        {
            blockOf[list[i]] = i;
            blocks.Add((list[i], i + 1 < list.Length ? list[i + 1] : count));
        }
    }

    public int Most()
    {
        var words = (kernel.Registers.Count + 63) / 64;
        var live = new ulong[blocks.Count][];
        for (var i = 0; i < live.Length; i++)
            live[i] = new ulong[words];
        var changed = true;
        while (changed)
        {
            changed = false;
            for (var block = blocks.Count - 1; block >= 0; block--)
            {
                var set = AtEnd(block, live, words);
                for (var i = blocks[block].End - 1; i >= blocks[block].Start; i--)
                    Step(set, i);
                if (!set.AsSpan().SequenceEqual(live[block]))
                    (live[block], changed) = (set, true);
            }
        }

        var most = 0;
        for (var block = 0; block < blocks.Count; block++)
        {
            var set = AtEnd(block, live, words);
            var size = Enumerable.Range(0, kernel.Registers.Count).Where(register => (set[register >> 6] >> (register & 63) & 1) != 0).Sum(Size);
            most = Math.Max(most, size);
            for (var i = blocks[block].End - 1; i >= blocks[block].Start; i--)
            {
                // Results need a place even where nobody reads them.
                most = Math.Max(most, size + touched[i].Writes.Where(register => (set[register >> 6] >> (register & 63) & 1) == 0).Sum(Size));
                size += Step(set, i);
                most = Math.Max(most, size);
            }
        }

        return most;
    }

    /// <summary>Goes back over an instruction.</summary>
    /// <returns>By how much what lives grows.</returns>
    private int Step(ulong[] set, int instruction)
    {
        var grown = 0;
        // Under a guard the old value may live on.
        if (kernel.Instructions[instruction].Guard is null)
            foreach (var register in touched[instruction].Writes)
            {
                grown -= (set[register >> 6] >> (register & 63) & 1) != 0 ? Size(register) : 0;
                set[register >> 6] &= ~(1ul << (register & 63));
            }

        foreach (var register in touched[instruction].Reads)
        {
            grown += (set[register >> 6] >> (register & 63) & 1) == 0 ? Size(register) : 0;
            set[register >> 6] |= 1ul << (register & 63);
        }

        return grown;
    }

    private ulong[] AtEnd(int block, ulong[][] live, int words)
    {
        var set = new ulong[words];
        var last = kernel.Instructions[blocks[block].End - 1];
        if (last.Opcode == "bra" && last.Operands.Count == 1 && kernel.Labels.TryGetValue(last.Operands[0].Name, out var target) && blockOf[target] >= 0)
            Join(set, live[blockOf[target]]);
        if ((last.Opcode is not ("bra" or "ret" or "exit") || last.Guard is not null) && block + 1 < blocks.Count)
            Join(set, live[block + 1]);
        return set;
    }

    private static void Join(ulong[] set, ulong[] other)
    {
        for (var i = 0; i < set.Length; i++)
            set[i] |= other[i];
    }

    private int Size(int register) => kernel.Registers[register].Type switch
    {
        PtxType.Pred => 0,
        var type => type.Bytes() == 8 ? 2 : 1,
    };
}
