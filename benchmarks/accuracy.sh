#!/bin/bash
# How far the outputs of the zoo's networks are from double precision, beside PyTorch's single precision. Writes benchmarks/results/accuracy.md.
#
#   benchmarks/accuracy.sh [network...]       default: the twelve networks of peers.sh
#
# Needs the .NET SDK and Debian's PyTorch and torchvision, which it installs. Exported networks lie where peers.sh puts them (PEERS_FOLDER, by default
# benchmarks/.peers, ignored by git; 1.5 GB for all).
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- LeNet5 ResNet20 SqueezeNet MobileNetV2 AlexNet GoogLeNet ResNet18 ResNet50 FaceResNet TinyYoloV2 YoloV3Tiny Vgg16
folder=${PEERS_FOLDER:-$PWD/benchmarks/.peers}
mkdir -p "$folder"
packages="python3-torch python3-torchvision python3-onnx python3-numpy"
# shellcheck disable=SC2086
if ! dpkg -s $packages > /dev/null 2>&1; then
    apt-get update && apt-get install -y --no-install-recommends $packages
fi
dotnet build -c Release benchmarks/ConvGen.Benchmarks -o "$folder/convgen" --nologo -v quiet -clp:NoSummary
export PYTHONDONTWRITEBYTECODE=1
/usr/bin/python3 benchmarks/peers/export.py "$folder" "$@"
/usr/bin/python3 benchmarks/peers/accuracy.py "$folder" benchmarks/results/accuracy.md "$@"
