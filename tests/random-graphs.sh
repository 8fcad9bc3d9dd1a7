#!/bin/bash
# Thousands of random networks against the oracle: random-graphs.sh [COUNT [FIRST-SEED]] compares COUNT sequences and COUNT graphs, and breaks COUNT more (2000, from
# seed 100001, otherwise). A failure names its seed and shows the smallest network that fails alike.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export CONVGEN_RANDOM_NETS=${1:-2000} CONVGEN_RANDOM_SEED=${2:-100001}
exec dotnet test -c Release tests/ConvGen.Networks.Tests --filter 'FullyQualifiedName~RandomNetworkTests|FullyQualifiedName~BrokenNetworkTests' --logger 'console;verbosity=normal'
