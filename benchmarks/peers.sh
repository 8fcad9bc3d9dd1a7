#!/bin/bash
# The zoo's networks beside PyTorch and ONNX Runtime: inference and training, one thread on one core, all competitors in turn, round after round.
# Prints tables and writes them to benchmarks/results/peers.md (or PEERS_RESULT).
#
#   benchmarks/peers.sh [rounds] [seconds per measurement] [network...]       default: 5 rounds of 1 second, all twelve networks (about two hours)
#
# Needs the .NET SDK, and on Debian installs the rest: PyTorch 1.13 and torchvision from the distribution, ONNX Runtime's library from npm.
# PEERS_CORES chooses the cores and with them the number of threads (default: the last one alone), PEERS_FOLDER where downloads and
# exported networks lie (default: benchmarks/.peers, ignored by git; 1.5 GB for all networks).
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-5} seconds=${2:-1}
shift $(($# < 2 ? $# : 2))
[ $# -gt 0 ] || set -- LeNet5 ResNet20 SqueezeNet MobileNetV2 AlexNet GoogLeNet ResNet18 ResNet50 FaceResNet TinyYoloV2 YoloV3Tiny Vgg16
folder=${PEERS_FOLDER:-$PWD/benchmarks/.peers}
cores=${PEERS_CORES:-$(($(nproc) - 1))}
python=/usr/bin/python3 # Debian's, which has the packages below
mkdir -p "$folder"

# npm apart: where Node.js does not come from Debian, it brings npm itself and conflicts with Debian's.
packages="python3-torch python3-torchvision python3-onnx python3-numpy libopenblas0-pthread gcc libc6-dev util-linux"
command -v npm > /dev/null || packages="$packages npm"
# shellcheck disable=SC2086
if ! dpkg -s $packages > /dev/null 2>&1; then
    apt-get update && apt-get install -y --no-install-recommends $packages
fi
if [ ! -d "$folder/node_modules/onnxruntime-node" ]; then # the npm package carries the CPU library; its install script would fetch GPU ones
    echo '{ "name": "peers", "private": true }' > "$folder/package.json" # npm would name it after the folder, and refuse the dot
    (cd "$folder" && npm install --ignore-scripts --no-audit --no-fund onnxruntime-node@1.30.0)
fi
gcc -O2 -Wall benchmarks/peers/ort_bench.c -o "$folder/ort_bench" -ldl
dotnet build -c Release benchmarks/ConvGen.Benchmarks -o "$folder/convgen" --nologo -v quiet -clp:NoSummary
export PYTHONDONTWRITEBYTECODE=1
$python benchmarks/peers/export.py "$folder" "$@"
$python benchmarks/peers/compare.py "$folder" "$cores" "$rounds" "$seconds" "${PEERS_RESULT:-benchmarks/results/peers.md}" "$@"
