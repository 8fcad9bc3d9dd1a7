#!/bin/bash
# What the tests of kernels for graphics processors are worth: changes single instructions of their PTX, and counts how many changes validator, emulator and oracle notice.
# Usage: tests/mutations.sh [mutants]. The report, with every change that nothing noticed, goes to artifacts/mutations.md.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p artifacts
CONVGEN_MUTANTS=${1:-2000} CONVGEN_MUTATION_REPORT=$PWD/artifacts/mutations.md \
    dotnet test tests/ConvGen.Gpu.Tests -c Release --nologo --filter FullyQualifiedName~MutationTests
head -1 artifacts/mutations.md
