#!/bin/bash
# Time from a process's start to its first result, native and under the JIT compiler, beside ONNX Runtime; and the times of the first calls. Prints tables and
# writes them to benchmarks/results/start.md (or START_RESULT).
#
#   benchmarks/start.sh [runs]        default: 21
#
# Needs what peers.sh needs, and what a native build needs: clang or gcc, zlib1g-dev.
set -euo pipefail
cd "$(dirname "$0")/.."
. benchmarks/peers/install.sh
build_first_result
$python benchmarks/peers/export.py "$folder" LeNet5 ResNet18
$python benchmarks/peers/start.py "$folder" "$cores" "${1:-21}" "${START_RESULT:-benchmarks/results/start.md}"
