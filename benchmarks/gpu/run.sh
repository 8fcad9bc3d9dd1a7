#!/bin/bash
# All that is to be found out on a machine with an NVIDIA graphics processor, in one report: see lab.py, and benchmarks/README.md in the repository.
#
#   run.sh [REPORT] [options of lab.py]        default: a folder named after the time; run.sh --help has the options
#
# Needs Python with PyTorch for CUDA (PYTHON names another one than python3), and nothing else.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
find_python() {
    for each in "${PYTHON:-python3}" /usr/bin/python3; do
        "$each" -c "import torch" 2> /dev/null && echo "$each" && return
    done
    echo "${PYTHON:-python3}" # lab.py leaves out what needs PyTorch, and says so
}
export PYTHONDONTWRITEBYTECODE=1
exec "$(find_python)" "$here/lab.py" "$@"
