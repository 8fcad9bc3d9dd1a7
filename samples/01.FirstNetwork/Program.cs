Console.WriteLine(System.Runtime.Intrinsics.X86.Fma.IsSupported);
