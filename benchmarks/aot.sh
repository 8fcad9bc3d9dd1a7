#!/bin/bash
# The first sample as one native executable: publishes it (no warning allowed), compares it bit for bit with the JIT run, runs it on every
# kind of device, and prints its size, start-up time and memory. The last line is the count of checks, "N passed, N failed".
# NVIDIA's driver is played by tests/ConvGen.MockCudaLibrary, which executes PTX on the processor; OpenCL needs a device (apt-get install
# pocl-opencl-icd ocl-icd-libopencl1), and its checks are left out where there is none.
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
check "publishes for a fast start without a warning" \
    dotnet publish -c Release $sample -p:SampleFramework=net9.0 -p:ConvGenFastStart=true -p:CopyOutputSymbolsToPublishDirectory=false -o "$work/fast" --nologo -warnaserror
fast=$work/fast/FirstNetwork
not_moved() { readelf -h "$1" | grep -qE 'Type: +EXEC'; }
check "is moved about in memory unless it is to start fast" fails not_moved "$native"
check "is not moved about where it is" not_moved "$fast"
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
check "trains as one file that starts fast" "$fast" $train --threads 1 --data "$work/native/data" --output "$work/out4"
cp "$work/check.log" "$work/fast.log"
check "same weights, bit for bit: a fast start" same "$(weights_hash "$work/native1.log")" "$(weights_hash "$work/fast.log")"
check "same weights, bit for bit: one thread and two" same "$(weights_hash "$work/native1.log")" "$(weights_hash "$work/native2.log")"

# The same file on other devices, with a few pictures: the mock executes every instruction of every thread. From the second epoch on launches are recorded, from the third on replayed.
few() { # name, bytes of its header, bytes of an item, items: the first of them, with a header that says so; counts are big-endian
    gzip -dc "$work/native/data/$1.gz" > "$work/raw"
    { head -c 4 "$work/raw"; printf "\\000\\000\\000\\$(printf %03o "$4")"; tail -c +9 "$work/raw" | head -c $(($2 - 8 + $3 * $4)) || true; } | gzip > "$work/few/$1.gz"
}
mkdir "$work/few"
few train-images-idx3-ubyte 16 784 12
few train-labels-idx1-ubyte 8 1 12
few t10k-images-idx3-ubyte 16 784 6
few t10k-labels-idx1-ubyte 8 1 6

on() { # device, name of the logs, environment...
    local device=$1 name=$2 status=0
    shift 2
    env "$@" "$native" --device "$device" --data "$work/few" --epochs 3 --seed 7 --output "$work/out-$name" > "$work/$name.log" 2> "$work/$name.errors" || status=$?
    cat "$work/$name.log" "$work/$name.errors"
    return $status
}
ran_on() { grep -qF "Device: $1" "$work/$2.log" || { cat "$work/$2.log" "$work/$2.errors"; false; }; } # how the device's name begins, log
figures() { grep -E '^(Epoch|Test: )' "$work/$1.log" | sed -E 's/ +[0-9.]+ s$//'; } # losses and accuracies without times
same_figures() { [ "$(figures "$1" | grep -c .)" = 4 ] && diff <(figures cpu) <(figures "$1"); }
near_figures() { # the first epoch's loss: not the same digits, and within a thousandth
    local here there
    here=$(figures cpu | grep -oE '[0-9]+\.[0-9]+' | head -1)
    there=$(figures "$1" | grep -oE '[0-9]+\.[0-9]+' | head -1)
    ! same_figures "$1" && awk -v a="$here" -v b="$there" 'BEGIN { exit !(a > 0 && b > 0 && (a - b) ^ 2 < (a / 1000) ^ 2) }'
}
silent() { [ ! -s "$work/$1.errors" ] || { cat "$work/$1.errors"; false; }; }
one_line() { grep -q "$2" "$work/$1.errors" && [ "$(wc -l < "$work/$1.errors")" = 1 ] || { cat "$work/$1.errors"; false; }; }

check "a few pictures: runs on the processor" on cpu cpu

no_opencl=$("$native" --device opencl --predict-once 2>&1 | grep 'opencl:0 is not available' || true)
if [ -n "$no_opencl" ]; then
    echo "SKIPPED THE NATIVE EXECUTABLE ON OPENCL: $no_opencl"
else
    check "OpenCL: runs" on opencl opencl
    check "OpenCL: on a device" ran_on opencl:0 opencl
    check "OpenCL: losses and accuracies as on the processor" same_figures opencl
    check "OpenCL: says nothing on standard error" silent opencl
fi

check "CUDA: the mock driver publishes as a native library without a warning" \
    dotnet publish -c Release tests/ConvGen.MockCudaLibrary -p:MockCudaNative=true -o "$work/mock" --nologo -warnaserror
mock=$work/mock/ConvGen.MockCudaLibrary.so
every_name() { # the emulator's table of entry points against what the library exports
    local table
    table=$(grep -oE '^ +"cu[A-Za-z0-9_]+" =>' tests/ConvGen.PtxEmulator/Driver/MockCuda.Table.cs | grep -oE 'cu[A-Za-z0-9_]+' | LC_ALL=C sort)
    [ -n "$table" ] && diff <(echo "$table") <(nm -D --defined-only "$mock" | sed -nE 's/.* T ([A-Za-z0-9_]+)(@@.*)?$/\1/p' | LC_ALL=C sort)
}
check "CUDA: the library has every entry point of the mock, and no other" every_name
check "CUDA: runs" on cuda cuda CONVGEN_CUDA_LIBRARY="$mock" CONVGEN_CACHE=0 CONVGEN_PRECISION=fp32 MOCK_CUDA_REPORT="$work/cuda.report"
check "CUDA: on the mock driver" ran_on "cuda:0 (Mock GPU" cuda
check "CUDA: losses and accuracies as on the processor" same_figures cuda
check "CUDA: says nothing on standard error" silent cuda
device() { "$@" 2>&1 | grep -F 'Device: cuda:0 (Mock GPU'; }
check "CUDA: a file that starts fast finds the driver" device env CONVGEN_CUDA_LIBRARY="$mock" CONVGEN_CACHE=0 "$fast" --device cuda --data "$work/few" --epochs 1 --output "$work/out-fast"
nothing_wrong() { cat "$work/$1.report"; grep -qE '^[1-9][0-9]* launches$' "$work/$1.report" && [ "$(wc -l < "$work/$1.report")" = 1 ]; }
check "CUDA: no race, no access out of bounds, no wrong call, and everything given back" nothing_wrong cuda
check "CUDA, convolutions in TF32: runs" on cuda tf32 CONVGEN_CUDA_LIBRARY="$mock" CONVGEN_CACHE=0 MOCK_CUDA_REPORT="$work/tf32.report"
check "CUDA, convolutions in TF32: other losses than the processor's, if not by much" near_figures tf32
check "CUDA, convolutions in TF32: nothing wrong either" nothing_wrong tf32

check "CUDA without a driver: runs" on cuda none CONVGEN_CUDA_LIBRARY="$work/none/libcuda.so.1"
check "CUDA without a driver: one line says so" one_line none 'cuda:0 is not available .*; running on the processor\.$'
check "CUDA without a driver: same weights as on the processor, bit for bit" same "$(weights_hash "$work/none.log")" "$(weights_hash "$work/cpu.log")"

start_up() { # command...: median milliseconds from the process's start to its end, right after the first prediction
    local i begin end
    for ((i = 0; i < runs; i++)); do
        begin=${EPOCHREALTIME/[.,]/}
        "$@" --predict-once > /dev/null
        end=${EPOCHREALTIME/[.,]/}
        echo $((end - begin))
    done | sort -n | awk '{ t[NR] = $1 } END { printf "%.1f ms (minimum %.1f)", t[int((NR + 1) / 2)] / 1000, t[1] / 1000 }'
}
megabytes() { stat -c %s "$1" | awk '{ printf "%.2f MB", $1 / 1e6 }'; }
memory() { awk -F': ' '/Maximum resident/ { printf "%.1f MiB", $2 / 1024 }' "$1"; }
predict_memory() { /usr/bin/time -v -o "$work/time.once" "$@" --predict-once > /dev/null; memory "$work/time.once"; }

echo
echo "| | native (net9.0) | with ConvGenFastStart | JIT (net10.0) |"
echo "|---|--:|--:|--:|"
echo "| executable | $(megabytes "$native") | $(megabytes "$fast") | – |"
echo "| start to end of the first prediction, median of $runs | $(start_up "$native") | $(start_up "$fast") | $(start_up $jit) |"
echo "| peak memory, one prediction | $(predict_memory "$native") | $(predict_memory "$fast") | $(predict_memory $jit) |"
echo "| peak memory, training | $(memory "$work/time.native") | – | $(memory "$work/time.jit") |"
echo
finish
