# Sourced by the scripts beside this folder, from the repository's root: where things are, and what the competitors need.
# Sets folder, cores and python; installs what Debian has of it, fetches ONNX Runtime's library, builds the C program that measures it.
# shellcheck shell=bash disable=SC2034
folder=${PEERS_FOLDER:-$PWD/benchmarks/.peers}
cores=${PEERS_CORES:-$(($(nproc) - 1))}
python=/usr/bin/python3 # Debian's, which has the packages below
mkdir -p "$folder"

# npm apart: where Node.js does not come from Debian, it brings npm itself and conflicts with Debian's.
packages="python3-torch python3-torchvision python3-onnx python3-numpy libopenblas0-pthread gcc libc6-dev util-linux"
command -v npm > /dev/null || packages="$packages npm"
# shellcheck disable=SC2086
if ! dpkg -s $packages > /dev/null 2>&1; then
    apt-get update && apt-get install -y --no-install-recommends $packages
fi
if [ ! -d "$folder/node_modules/onnxruntime-node" ]; then # the npm package carries the CPU library; its install script would fetch GPU ones
    echo '{ "name": "peers", "private": true }' > "$folder/package.json" # npm would name it after the folder, and refuse the dot
    (cd "$folder" && npm install --ignore-scripts --no-audit --no-fund onnxruntime-node@1.30.0)
fi
gcc -O2 -Wall benchmarks/peers/ort_bench.c -o "$folder/ort_bench" -ldl
export PYTHONDONTWRITEBYTECODE=1

# ConvGen.FirstResult as a native executable (docs/decisions/0004-native-builds.md says why .NET 9), as one that needs AVX-512 where the processor has that, and for the JIT compiler.
build_first_result() {
    local level=x86-x64-v3
    rm -rf "$folder/native512"
    if grep -qw avx512vl /proc/cpuinfo; then
        level=x86-x64-v4
        publish_first_result native512 -p:IlcInstructionSet=$level
    fi
    publish_first_result fast -p:IlcInstructionSet=$level -p:ConvGenFastStart=true
    publish_first_result native
    dotnet build -c Release benchmarks/ConvGen.FirstResult -o "$folder/jit" --nologo -v quiet -clp:NoSummary
}

publish_first_result() { # folder, options...
    local name=$1
    shift
    dotnet publish -c Release benchmarks/ConvGen.FirstResult -p:FirstResultFramework=net9.0 -p:CopyOutputSymbolsToPublishDirectory=false -o "$folder/$name" --nologo -v quiet -warnaserror "$@"
}
