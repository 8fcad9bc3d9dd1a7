#!/bin/bash
# Holds the zoo's networks against PyTorch at their published sizes, two images each: tests/goldens/zoo-full.sh FOLDER [name...]
# One network after the other, since the files of one take up to a gigabyte and are removed afterwards. The figures stay in FOLDER/full.md.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=${1:?a folder for files of up to a gigabyte}
shift
mkdir -p "$out"
out=$(cd "$out" && pwd)
[ $# -gt 0 ] || set -- $(/usr/bin/python3 -c 'import sys; sys.path.insert(0, "tests/goldens"); import zoo; print(*zoo.CASES)')
dotnet build -c Release tests/ConvGen.Models.Tests
failed=0
rm -f "$out/full.md"
for name in "$@"; do
    rm -f "$out"/*.safetensors "$out/errors.md"
    /usr/bin/python3 tests/goldens/zoo.py --full --out "$out" "$name"
    CONVGEN_ZOO_GOLDENS=$out dotnet test -c Release --no-build tests/ConvGen.Models.Tests --filter "FullyQualifiedName~A_network_agrees_with_PyTorch" || failed=$((failed + 1))
    [ ! -e "$out/errors.md" ] || { [ -e "$out/full.md" ] && tail -n +3 "$out/errors.md" || cat "$out/errors.md"; } >> "$out/full.md"
done
rm -f "$out"/*.safetensors "$out/errors.md"
cat "$out/full.md"
[ $failed = 0 ]
