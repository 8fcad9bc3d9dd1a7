#!/bin/bash
# The first sample as one native executable: publishes it (no warning allowed), compares it bit for bit with the JIT run, and prints its
# size, start-up time and memory. The last line is the count of checks, "N passed, N failed".
#
#   benchmarks/aot.sh [runs for the start-up median]        default: 21
#
# Needs the .NET SDK, gcc or clang, zlib1g-dev, and Debian's package time. Targets .NET 9: see docs/decisions/0004-native-builds.md.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-21}
sample=samples/01.FirstNetwork
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. tests/checks.sh

weights_hash() { grep -oE 'SHA-256 of the weights: [0-9a-f]{64}' "$1"; }
same() { [ -n "$1" ] && [ "$1" = "$2" ]; }

check "publishes for net9.0 without a warning" \
    dotnet publish -c Release $sample -p:SampleFramework=net9.0 -p:CopyOutputSymbolsToPublishDirectory=false -o "$work/published" --nologo -warnaserror
[ -x "$work/published/FirstNetwork" ] || finish

# Alone with its data: nothing else that was published is needed.
mkdir "$work/native"
cp -r "$work/published/FirstNetwork" "$work/published/data" "$work/native"
native=$work/native/FirstNetwork
check "builds for the JIT compiler" dotnet build -c Release $sample --nologo
jit="dotnet $sample/bin/Release/net10.0/FirstNetwork.dll"

train="--epochs 1 --seed 7"
check "trains as one file" /usr/bin/time -v -o "$work/time.native" "$native" $train --threads 1 --output "$work/out1"
cp "$work/check.log" "$work/native1.log"
check "trains on two threads" "$native" $train --threads 2 --output "$work/out2"
cp "$work/check.log" "$work/native2.log"
check "trains under the JIT compiler" /usr/bin/time -v -o "$work/time.jit" $jit $train --threads 1 --output "$work/out3"
cp "$work/check.log" "$work/jit.log"
check "same weights, bit for bit: native and JIT" same "$(weights_hash "$work/native1.log")" "$(weights_hash "$work/jit.log")"
check "same weights, bit for bit: one thread and two" same "$(weights_hash "$work/native1.log")" "$(weights_hash "$work/native2.log")"

start_up() { # command...: median milliseconds from the process's start to its end, right after the first prediction
    local i begin end
    for ((i = 0; i < runs; i++)); do
        begin=${EPOCHREALTIME/[.,]/}
        "$@" --predict-once > /dev/null
        end=${EPOCHREALTIME/[.,]/}
        echo $((end - begin))
    done | sort -n | awk '{ t[NR] = $1 } END { printf "%.1f ms (minimum %.1f)", t[int((NR + 1) / 2)] / 1000, t[1] / 1000 }'
}
memory() { awk -F': ' '/Maximum resident/ { printf "%.1f MiB", $2 / 1024 }' "$1"; }
predict_memory() { /usr/bin/time -v -o "$work/time.once" "$@" --predict-once > /dev/null; memory "$work/time.once"; }

echo
echo "| | native (net9.0) | JIT (net10.0) |"
echo "|---|--:|--:|"
echo "| executable | $(stat -c %s "$native" | awk '{ printf "%.2f MB", $1 / 1e6 }') | – |"
echo "| start to end of the first prediction, median of $runs | $(start_up "$native") | $(start_up $jit) |"
echo "| peak memory, one prediction | $(predict_memory "$native") | $(predict_memory $jit) |"
echo "| peak memory, training | $(memory "$work/time.native") | $(memory "$work/time.jit") |"
echo
finish
