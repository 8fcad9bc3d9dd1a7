#!/bin/bash
# All that is to be found out on a machine with an NVIDIA graphics processor, prepared here and run there (docs/devices.md).
#
#   benchmarks/gpu.sh pack OUT     writes a folder to carry over; OUT/run.sh [REPORT] runs there with Python, PyTorch and the driver, without .NET
#   benchmarks/gpu.sh dry [OUT]    runs all of it here: tiny shapes on a mock of the driver, PyTorch on the processor; and checks that mistakes are found.
#                                  The last line is the count of checks, "N passed, N failed". Where OUT is what pack wrote, that is used
#
# Needs the .NET SDK, gcc or clang, zlib1g-dev; the dry run PyTorch too (apt-get install python3-torch).
set -euo pipefail
cd "$(dirname "$0")/.."
usage() {
    sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' benchmarks/gpu.sh >&2
    exit 2
}

# The executable, every kernel's trials and their texts, and the Python files.
pack() { # folder, networks: whole or few
    local out=$1
    mkdir -p "$out/bin"
    dotnet publish -c Release benchmarks/ConvGen.GpuLab -p:LabNetworks="$2" -p:CopyOutputSymbolsToPublishDirectory=false -o "$out/bin" --nologo -v quiet -warnaserror
    # Instructions are interpreted: optimised, that takes half a minute.
    CONVGEN_KERNEL_PACK="$(realpath "$out")/kernels.pack" dotnet test -c Release tests/ConvGen.Gpu.Tests --nologo -v quiet --filter "FullyQualifiedName~KernelPackTests.Trials_are_packed"
    scripts "$out"
    git rev-parse HEAD > "$out/commit.txt"
}

scripts() { # folder
    cp benchmarks/gpu/*.py benchmarks/gpu/run.sh benchmarks/gpu/dry_ptxas tests/goldens/zoo_networks.py "$1"
}

mock() { # folder
    [ -f "$1/mock/ConvGen.MockCudaLibrary.so" ] || dotnet publish -c Release tests/ConvGen.MockCudaLibrary -p:MockCudaNative=true -o "$1/mock" --nologo -v quiet -warnaserror
}

dry() { # folder
    local out=$1 reported
    . tests/checks.sh
    export LAB_PTXAS="$out/dry_ptxas"
    run() { # report, options...
        rm -rf "${work:?}/$1"
        "$out/run.sh" "$work/$1" --dry "${@:2}"
    }
    fails_with() { # code, what...
        local code=0
        "${@:2}" || code=$?
        [ $code = "$1" ]
    }
    reported() { grep -qE "$2" "$work/$1/report.md" || { cat "$work/$1/report.md"; false; }; } # report, pattern
    nowhere() { ! grep -nE "$2" "$work/$1/report.md"; }
    check "a run of all stages finds nothing wrong" run whole --every 40 --cache "$work/cubin"
    cat "$work/check.log"
    check "  no stage failed, was stopped or found no time" nowhere whole 'failed|stopped|no time'
    check "  every case of the suite is right and as emulated" reported whole '^\| Contraction \| ([0-9]+) \| \1 \| \1 \|$'
    check "  the assembler's figures are in the report" reported whole '^\| sm_75 \| ([0-9]+) of \1 \| 0 \|'
    check "  layers are compared with PyTorch" reported whole '^\| batch norm, 10 at 4x3 \| 2 \| .*\*\*'
    check "  networks are compared with PyTorch" reported whole '^\| LeNet5 \| 2 \| .*\*\*.*\*\*'
    check "  launches have times" reported whole '^### LeNet5, step'

    check "a damaged pack is written" "$out/bin/ConvGen.GpuLab" damage "$out/kernels.pack" "$work/damaged.pack"
    check "a damaged pack is found out" fails_with 1 run damaged --only machine,driver,ptxas,suite --pack "$work/damaged.pack" --minutes 2
    check "  the driver refuses a text" reported damaged '^- the driver refuses the kernels of suite'
    check "  the suite has a kernel that is refused" reported damaged '^- suite: [A-Za-z]+ refused: '
    check "  the suite has a kernel that is wrong" reported damaged '^- suite: [A-Za-z]+ wrong: .* is wrong in '
    check "  a fault of the device is found, and a new process goes on behind it" reported damaged '^- suite: [A-Za-z]+ failed: '
    check "  once" reported damaged "; 1 restarts"
    check "  the assembler refuses a text, and says which kernel" reported damaged '^- ptxas refuses suite[0-9]+ for sm_90, kernels kernel[0-9]+: '
    DRY_PTXAS_SPILLS=kernel3 check "kernels that spill are found" fails_with 1 run spills --only ptxas
    check "  with the bytes" reported spills '^- ptxas spills in suite000 kernel3 for sm_90: 48 bytes'
    head -c 100000 "$out/kernels.pack" > "$work/short.pack"
    check "a pack that is not whole is refused" fails_with 1 run short --only suite --pack "$work/short.pack"
    check "  with a reason" reported short 'is no whole kernel pack: '
    check "a stage that takes too long is stopped, and the report is written" fails_with 0 run stopped --only suite,check --minutes 0.06
    check "  and says so" reported stopped 'stopped: out of time'
    check "without a driver the report says so" fails_with 1 run none --only machine,check --mock "$work/none.so"
    check "  with the reason" reported none 'cuda:0 is not available'
    finish
}

[ $# -ge 1 ] || usage
case $1 in
    pack)
        [ $# = 2 ] || usage
        pack "$2" whole
        du -sh "$2"
        ;;
    dry)
        work=$(mktemp -d)
        trap 'rm -rf "$work"' EXIT
        out=$(realpath -m "${2:-$work/out}")
        [ -x "$out/bin/ConvGen.GpuLab" ] && [ -f "$out/kernels.pack" ] || pack "$out" few
        scripts "$out"
        mock "$out"
        dry "$out"
        ;;
    *) usage ;;
esac
