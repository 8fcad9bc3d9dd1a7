#!/bin/bash
# LeNet-5 beside PyTorch and ONNX Runtime: one core, one thread, all competitors in turn, round after round.
# Prints a table and writes it to benchmarks/results/lenet5.md.
#
#   benchmarks/peers.sh [rounds] [seconds per measurement]       default: 7 rounds of 1 second
#
# Needs the .NET SDK, and on Debian installs the rest: PyTorch 1.13 from the distribution, ONNX Runtime's library from npm.
# PEERS_CORE chooses the core (default: the last one), PEERS_FOLDER where the downloads lie (default: benchmarks/.peers, ignored by git).
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-7} seconds=${2:-1}
folder=${PEERS_FOLDER:-$PWD/benchmarks/.peers}
core=${PEERS_CORE:-$(($(nproc) - 1))}
python=/usr/bin/python3 # Debian's, which has the packages below
mkdir -p "$folder"

# npm apart: where Node.js does not come from Debian, it brings npm itself and conflicts with Debian's.
packages="python3-torch python3-onnx python3-numpy libopenblas0-pthread gcc libc6-dev util-linux"
command -v npm > /dev/null || packages="$packages npm"
# shellcheck disable=SC2086
if ! dpkg -s $packages > /dev/null 2>&1; then
    apt-get update && apt-get install -y --no-install-recommends $packages
fi
if [ ! -d "$folder/node_modules/onnxruntime-node" ]; then # the npm package carries the CPU library; its install script would fetch GPU ones
    echo '{ "name": "peers", "private": true }' > "$folder/package.json" # npm would name it after the folder, and refuse the dot
    (cd "$folder" && npm install --ignore-scripts --no-audit --no-fund onnxruntime-node@1.30.0)
fi
gcc -O2 benchmarks/peers/ort_bench.c -o "$folder/ort_bench" -ldl
dotnet build -c Release benchmarks/ConvGen.Benchmarks -o "$folder/convgen" --nologo -v quiet -clp:NoSummary
PYTHONDONTWRITEBYTECODE=1 $python benchmarks/peers/export.py "$folder"
PYTHONDONTWRITEBYTECODE=1 $python benchmarks/peers/compare.py "$folder" "$core" "$rounds" "$seconds" benchmarks/results/lenet5.md
