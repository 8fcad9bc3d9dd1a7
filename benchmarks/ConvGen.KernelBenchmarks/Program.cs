using BenchmarkDotNet.Running;
using ConvGen.KernelBenchmarks;

// benchmarks/kernels.sh calls it; arguments are BenchmarkDotNet's own.
BenchmarkSwitcher.FromTypes([typeof(Forward), typeof(Training)]).Run(args, new KernelConfig());
