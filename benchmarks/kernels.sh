#!/bin/bash
# Single layers, inference and training, in time, operations a second and shares of the measured peak; one thread on one core, by BenchmarkDotNet.
# Prints tables; without a filter all layers are measured (two minutes) and written to benchmarks/results/kernels.md.
#
#   benchmarks/kernels.sh [filter]        for example 'benchmarks/kernels.sh *Training*'
#
# KERNELS_CORE chooses the core (default: the last one).
set -euo pipefail
cd "$(dirname "$0")/.."
core=${KERNELS_CORE:-$(($(nproc) - 1))}
artifacts=$(mktemp -d)
trap 'rm -rf "$artifacts"' EXIT
dotnet build -c Release benchmarks/ConvGen.KernelBenchmarks --nologo -v quiet -clp:NoSummary
taskset -c "$core" dotnet benchmarks/ConvGen.KernelBenchmarks/bin/Release/net10.0/ConvGen.KernelBenchmarks.dll --filter "${1:-*}" --artifacts "$artifacts"
[ $# -eq 0 ] || exit 0

table() { sed -n '/^|/{s/\*\*//g;p}' "$artifacts/results/ConvGen.KernelBenchmarks.$1-report-github.md"; }
{
    echo "# Single layers"
    echo
    echo "Measured $(date -u +%F) by \`benchmarks/kernels.sh\` on $(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -1), .NET $(dotnet --version), one core, one thread, one image."
    echo "GFLOP/s: operations of the pass by its least time; of a convolution twice its multiply-accumulates, whatever the algorithm. Of peak: as a share of the measured"
    echo "peak in percent; Winograd's transform may be above 100. Kernels of peak: of kernels alone, without copies in and out, which a layer within a network does"
    echo "not have. Training is forward and backward, with the input's gradient; there \`kernels of peak\` is of the backward pass alone."
    echo "The least of nine runs counts: others use the machine too, and means tell more of them."
    for pass in Forward Training; do
        echo
        echo "## $pass"
        echo
        table $pass
    done
} > benchmarks/results/kernels.md
