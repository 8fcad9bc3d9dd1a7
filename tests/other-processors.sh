#!/bin/bash
# The vectors' tests and a network's answers as other processors compute them: with the JIT's instruction sets switched off, down to vectors in software.
# Needs a Release build of the tests.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. tests/checks.sh

run() { # setting, project, filter: fails too where nothing matches the filter
    local status=0
    env "$1" dotnet test -c Release --no-build "tests/$2" --filter "$3" > "$work/test.log" 2>&1 || status=$?
    cat "$work/test.log"
    [ $status = 0 ] && grep -q '^Passed!' "$work/test.log"
}

for setting in DOTNET_EnableAVX512=0 DOTNET_EnableAVX2=0 DOTNET_EnableHWIntrinsic=0; do
    check "$setting: operations of instruction sets" run $setting ConvGen.Runtime.Tests "FullyQualifiedName~LanesTests|FullyQualifiedName~VectorMathTests|FullyQualifiedName~NetworkOptionsTests"
    check "$setting: LeNet-5 and operators beside PyTorch" run $setting ConvGen.Networks.Tests "FullyQualifiedName~CompiledGoldenTests"
done
finish
