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
. benchmarks/peers/install.sh
dotnet build -c Release benchmarks/ConvGen.Benchmarks -o "$folder/convgen" --nologo -v quiet -clp:NoSummary
$python benchmarks/peers/export.py "$folder" "$@"
$python benchmarks/peers/compare.py "$folder" "$cores" "$rounds" "$seconds" "${PEERS_RESULT:-benchmarks/results/peers.md}" "$@"
