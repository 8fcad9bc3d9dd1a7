#!/bin/bash
# Peak memory of whole processes that predict, beside ONNX Runtime, and what a training step takes, beside PyTorch. Prints tables and writes them to
# benchmarks/results/memory.md (or MEMORY_RESULT).
#
#   benchmarks/memory.sh
#
# Needs what peers.sh needs, and what a native build needs: clang or gcc, zlib1g-dev.
set -euo pipefail
cd "$(dirname "$0")/.."
. benchmarks/peers/install.sh
build_first_result
networks="LeNet5 ResNet18 ResNet20 ResNet50 Vgg16"
# shellcheck disable=SC2086
$python benchmarks/peers/export.py "$folder" $networks
$python benchmarks/peers/memory.py "$folder" "$cores" "${MEMORY_RESULT:-benchmarks/results/memory.md}"
