#!/bin/bash
# What ConvGen costs the compiler and the editor: lines, the generator cold and warm, the live checks after an edit, csc on what was generated; and the texts for devices.
# Prints a table and writes it to benchmarks/results/generator.md.
#
#   benchmarks/generator.sh [network...]       default: LeNet5 Vgg16 ResNet50 InceptionV3 DenseNet121 MobileNetV2
#
# Needs the .NET SDK and Python. Each network is one process on one core (GENERATOR_CORE, by default the last).
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- LeNet5 Vgg16 ResNet50 InceptionV3 DenseNet121 MobileNetV2
core=${GENERATOR_CORE:-$(($(nproc) - 1))}
lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
dotnet build -c Release benchmarks/ConvGen.Benchmarks --nologo -v quiet -clp:NoSummary
for name in "$@"; do
    taskset -c "$core" dotnet benchmarks/ConvGen.Benchmarks/bin/Release/net10.0/ConvGen.Benchmarks.dll \
        generator src/ConvGen.Models/*/"$name".cs src/ConvGen.Models/Blocks/*.cs | tee -a "$lines" >&2
done
python3 - "$lines" << 'END' | tee benchmarks/results/generator.md
import datetime, json, platform, subprocess, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
processor = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
sdk = subprocess.run(["dotnet", "--version"], capture_output=True, text=True, check=True).stdout.strip()
print(f"""# What ConvGen costs the compiler and the editor

Measured {datetime.date.today().isoformat()} by `benchmarks/generator.sh` on {processor}, .NET SDK {sdk}; one network a process, on one core. Medians of 15, the least in brackets.
Lines: of the kernels file, and of the public surface. Cold: the generator's first run in a process, its own JIT time included. Warm: from symbols to text. Check: the
live checks after an edit of the network's file, by the compiler's clock for analyzers. Unrelated edit: the generator after an edit in another file, and how many of its steps ran again.
Compile: the C# compiler's time for the kernels file, in a warm process. All that is without kernels for devices (ConvGenTargets is cpu); with devices: warm, with them.

| network | lines | cold ms | warm ms | with devices ms | check ms | unrelated edit ms (steps) | compile ms |
|---|--:|--:|--:|--:|--:|--:|--:|""")
for r in rows:
    print(f"| {r['network']} | {r['lines']:,} + {r['surface_lines']:,} | {r['cold_ms']:.0f} | {r['warm_ms']:.0f} ({r['warm_least_ms']:.0f}) | {r['devices_ms']:.0f} ({r['devices_least_ms']:.0f}) | {r['check_ms']:.1f} ({r['check_least_ms']:.1f}) "
          f"| {r['unrelated_edit_ms']:.1f} ({r['unrelated_edit_least_ms']:.1f}; {r['steps_run_again']}) | {r['compile_ms']:,.0f} |")

print("""
Texts for devices, in KB of 1024 bytes. PTX: what the assembly holds. Common: what every device runs. Plain: products without tensor cores. Tensor: products with them, each in three
arithmetics. A driver compiles the common text and one of the others, of tensor one arithmetic.

| network | kernels | PTX | common | plain | tensor | OpenCL C |
|---|--:|--:|--:|--:|--:|--:|""")
for r in rows:
    parts = [r["ptx_common"], r["ptx_plain"], r["ptx_tensor"]]
    print(f"| {r['network']} | {r['kernels']} | " + " | ".join(f"{size / 1024:,.0f}" for size in [sum(parts), *parts, r["opencl"]]) + " |")
END
