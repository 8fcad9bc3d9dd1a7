#!/bin/bash
# Kernels in OpenCL C under Oclgrind, a device that interprets every work-item and looks for races and accesses out of bounds: a small network's inference and training step
# must leave its log empty, and kernels that are wrong on purpose must not. The last line is "N passed, N failed".
# Needs Debian's packages oclgrind and ocl-icd-libopencl1.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. tests/checks.sh

# Oclgrind is the only driver that the loader of OpenCL sees here. Its own wrapper would take the loader's place instead.
driver=$(dpkg -L oclgrind 2> /dev/null | grep '/liboclgrind-rt-icd\.so$' || true)
check "Oclgrind is there" test -f "$driver"
mkdir "$work/drivers"
echo "$driver" > "$work/drivers/oclgrind.icd"
check "builds" dotnet build tests/ConvGen.OclgrindCheck -c Release --nologo -warnaserror

run() { # what: leaves $work/what.log; whether anything was found is not in the exit code
    env OCL_ICD_VENDORS="$work/drivers" OCLGRIND_DATA_RACES=1 OCLGRIND_MAX_ERRORS=20 OCLGRIND_LOCAL_MEM_SIZE=262144 OCLGRIND_LOG="$work/$1.log" \
        timeout 60 dotnet tests/ConvGen.OclgrindCheck/bin/Release/net10.0/ConvGen.OclgrindCheck.dll "$1"
}
is_empty() { [ -f "$work/$1.log" ] && [ ! -s "$work/$1.log" ] || { cat "$work/$1.log"; false; }; }

check "a kernel without its barrier runs" run race
check "its race is found" grep -q 'data race at local memory' "$work/race.log"
check "a kernel that writes too far runs" run bounds
check "its access out of bounds is found" grep -q 'Invalid write' "$work/bounds.log"
check "a network predicts and trains as on the processor" run network
check "nothing is found in its kernels" is_empty network
finish
