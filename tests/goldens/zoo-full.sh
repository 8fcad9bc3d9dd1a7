#!/bin/bash
# Holds the zoo's networks against PyTorch at their published sizes, two images each (four for the triplets of FaceResNet): tests/goldens/zoo-full.sh FOLDER [name...]
# One network after the other, since the files of one take up to 1.2 gigabytes and are removed afterwards, and PyTorch needs up to 6 of memory.
# The figures stay in FOLDER/full.md. Ends with 0 when all agree (docs/models.md says what that means).
set -euo pipefail
cd "$(dirname "$0")/../.."
out=${1:?a folder for files of more than a gigabyte}
shift
mkdir -p "$out"
out=$(cd "$out" && pwd)
[ $# -gt 0 ] || set -- $(/usr/bin/python3 -c 'import sys; sys.path.insert(0, "tests/goldens"); import zoo; print(*zoo.CASES)')
dotnet build -c Release tests/ConvGen.Models.Tests
failed=()
rm -f "$out/full.md"
for name in "$@"; do
    rm -f "$out"/*.safetensors "$out/errors.md"
    /usr/bin/python3 tests/goldens/zoo.py --full --out "$out" "$name" &&
        CONVGEN_ZOO_GOLDENS=$out dotnet test -c Release --no-build tests/ConvGen.Models.Tests --filter "FullyQualifiedName~A_network_agrees_with_PyTorch" --logger "console;verbosity=detailed" || failed+=("$name")
    # A test that nobody ran says nothing: without its row a network counts as failed.
    if [ -e "$out/errors.md" ]; then
        { [ -e "$out/full.md" ] && tail -n +3 "$out/errors.md" || cat "$out/errors.md"; } >> "$out/full.md"
    elif [[ " ${failed[*]-} " != *" $name "* ]]; then
        failed+=("$name")
    fi
done
rm -f "$out"/*.safetensors "$out/errors.md"
[ ! -e "$out/full.md" ] || cat "$out/full.md"
[ ${#failed[@]} = 0 ] || { echo "Not equal, or not run: ${failed[*]}"; exit 1; }
