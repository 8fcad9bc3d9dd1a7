#!/bin/bash
# The package as a newcomer meets it: packs it, makes a fresh project, pastes the README's program, builds and runs it; then breaks the
# network as the README does and compares what the compiler says with the README. The last line is "N passed, N failed".
# Restores from a local folder and the machine's usual sources; packages that the machine has already are not downloaded again.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
version=0.1.0-test.$(date +%s) # a version nobody has in a cache
usual_packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}
. tests/checks.sh

block() { # name: the README's fenced block that follows <!-- block: name -->
    awk -v marker="<!-- block: $1 -->" '
        $0 == marker { wanted = 1; next }
        wanted && /^```/ { if (inside) exit; inside = 1; next }
        inside' "$root/README.md"
}

equals() { [ "$1" = "$2" ] || { printf 'expected: %s\nactual:   %s\n' "$2" "$1"; false; }; }
property() { # name, arguments...: how MSBuild evaluates a property of the newcomer's project
    local name=$1
    shift
    dotnet msbuild "$work/First" -getProperty:"$name" "$@"
}

# One error for one mistake: the compiler repeats an error in its summary, so lines are counted once.
one_error() { # arguments of dotnet build
    dotnet build "$work/First" -c Release --no-restore --nologo "$@" > "$work/broken.log" 2>&1 && { echo "the build passed"; return 1; }
    local errors
    errors=$(grep -oE '[A-Za-z0-9_.]+\.cs\([0-9,]+\): error [A-Z]+[0-9]+: .*' "$work/broken.log" | sed -E 's/ \[[^]]*\]$//' | sort -u)
    [ "$(grep -c . <<< "$errors")" = 1 ] && grep -q 'error CVG' <<< "$errors" || { cat "$work/broken.log"; return 1; }
}
same_table() {
    local table
    table=$(block program-output)
    [ -n "$table" ] && [[ "$(cat "$work/program.log")" == *"$table"* ]] || { cat "$work/program.log"; return 1; }
}
same_words() { # the README's transcript against the log, without regard to line breaks
    local wanted actual
    wanted=$(block error-message | tr -s ' \n' ' ')
    actual=$(sed -E 's/ \[[^]]*\]$//' "$work/broken.log" | tr -s ' \n' ' ')
    [ -n "${wanted// /}" ] && [[ "$actual" == *"${wanted% }"* ]] || { printf 'the README says: %s\nthe compiler says: %s\n' "$wanted" "$actual"; false; }
}

check "packs" dotnet pack src/ConvGen.Runtime -c Release -p:Version="$version" -o "$work/feed" --nologo
package=$work/feed/ConvGen.$version.nupkg
[ -f "$package" ] || finish
contents=$(unzip -Z1 "$package" | grep -vE '^(_rels|package)/|^\[Content_Types\]|\.nuspec$' | LC_ALL=C sort | tr '\n' ' ')
check "holds the runtime, the generator, the code fixes, the build settings, the README and the licence, and nothing else" equals "$contents" \
    "LICENSE README.md analyzers/dotnet/cs/ConvGen.CodeFixes.dll analyzers/dotnet/cs/ConvGen.Generator.dll buildTransitive/ConvGen.props buildTransitive/ConvGen.targets \
lib/net10.0/ConvGen.Attributes.dll lib/net10.0/ConvGen.Attributes.xml lib/net10.0/ConvGen.Runtime.dll lib/net10.0/ConvGen.Runtime.xml \
lib/net9.0/ConvGen.Attributes.dll lib/net9.0/ConvGen.Attributes.xml lib/net9.0/ConvGen.Runtime.dll lib/net9.0/ConvGen.Runtime.xml "

cat > "$work/nuget.config" << CONFIG
<configuration>
  <config><add key="globalPackagesFolder" value="$work/packages" /></config>
  <fallbackPackageFolders><add key="usual" value="$usual_packages" /></fallbackPackageFolders>
  <packageSources><add key="just packed" value="$work/feed" /></packageSources>
</configuration>
CONFIG
mkdir -p "$usual_packages"
check "a fresh console project takes the package" \
    bash -c "cd '$work' && dotnet new console -o First --no-restore && cd First && dotnet add package ConvGen --version '$version'"
block program > "$work/First/Program.cs"
check "the README's program is about thirty lines" test "$(wc -l < "$work/First/Program.cs")" -ge 20 -a "$(wc -l < "$work/First/Program.cs")" -le 40
check "the README's program builds without a warning" dotnet build "$work/First" -c Release --nologo -warnaserror
check "the README's program runs" bash -c "cd '$work' && dotnet run -c Release --no-build --project First > program.log"
check "the README's table is what it prints" same_table
check "the README's program learns" grep -qE '(100|9[5-9])(\.[0-9]+)? ?%' <(tail -1 "$work/program.log" 2> /dev/null || true)

{ sed '/^\[Network\]/,$d' "$work/First/Program.cs"; block broken-network; } > "$work/Program.broken.cs"
cp "$work/First/Program.cs" "$work/Program.good.cs"
cp "$work/Program.broken.cs" "$work/First/Program.cs"
check "a broken network is one error" one_error
check "the error is the README's" same_words
check "a broken network is one error with analyzers off" one_error -p:RunAnalyzers=false
check "the error with analyzers off is the same" same_words
check "a broken network is one error with analyzers off during builds" one_error -p:RunAnalyzersDuringBuild=false
cp "$work/Program.good.cs" "$work/First/Program.cs"

native="-p:PublishAot=true -p:RuntimeIdentifier=linux-x64"
check "AllowUnsafeBlocks is true by default" equals "$(property AllowUnsafeBlocks)" true
sed 's|<PropertyGroup>|<PropertyGroup><AllowUnsafeBlocks>false</AllowUnsafeBlocks>|' "$work/First/First.csproj" > "$work/First/First.csproj.new"
cp "$work/First/First.csproj" "$work/First.csproj" && mv "$work/First/First.csproj.new" "$work/First/First.csproj"
check "a project's own AllowUnsafeBlocks stays" equals "$(property AllowUnsafeBlocks)" false
mv "$work/First.csproj" "$work/First/First.csproj"
check "a native .NET 9 build gets AVX2" equals "$(property IlcInstructionSet $native -p:TargetFramework=net9.0)" x86-x64-v3
check "a native .NET 10 build gets AVX2" equals "$(property IlcInstructionSet $native -p:TargetFramework=net10.0)" x86-64-v3
check "a project's own instruction set stays" equals "$(property IlcInstructionSet $native -p:IlcInstructionSet=x86-64-v4)" x86-64-v4
warns() { dotnet msbuild "$work/First" -t:_ConvGenCheckInstructionSet -nologo $native "$@" 2>&1 | grep 'warning CVG9001'; }
check "an instruction set without AVX2 draws a warning" warns -p:IlcInstructionSet=x86-x64-v2
check "the warning can be silenced" fails warns -p:IlcInstructionSet=x86-x64-v2 -p:ConvGenWarnInstructionSet=false
check "an instruction set with AVX2 draws none" fails warns -p:IlcInstructionSet=sse4.2,avx2,fma
check "the package's own choice draws none" fails warns
checks_targets() { dotnet msbuild "$work/First" -t:_ConvGenCheckTargets -nologo -p:ConvGenTargets="$1"; }
refuses() { # the targets, and which of them is none
    local said
    said=$(checks_targets "$1") && { echo "the build passed"; return 1; }
    grep "error CVG9002: .*'$2' is no target" <<< "$said"
}
check "a target that is none is an error, which names it" refuses cuda%3Bopengl opengl
check "targets from the command line reach the compiler whole" equals "$(property ConvGenTargets -p:ConvGenTargets=cuda%3Bopencl)" cuda,opencl
check "targets that there are draw none" checks_targets CUDA%3Bopencl
check "nor does the processor alone" checks_targets cpu
fast="$native -p:ConvGenFastStart=true"
check "a fast start has an executable that is not moved about" equals "$(property PositionIndependentExecutable $fast)" false
check "a fast start unpacks no types" equals "$(property IlcDehydrate $fast)" false
check "a fast start collects in no thread of its own" equals "$(property ConcurrentGarbageCollection $fast)" false
has_item() { # item, metadata that it has, arguments...
    local item=$1 wanted=$2
    shift 2
    dotnet msbuild "$work/First" -getItem:"$item" "$@" | grep -F "$wanted"
}
check "a fast start reserves addresses for 16 GiB" has_item RuntimeHostConfigurationOption '"Value": "17179869184"' $fast
check "other native builds reserve as many as ever" fails has_item RuntimeHostConfigurationOption System.GC.RegionRange $native
check "a native build on Linux binds libc when it starts" has_item DirectPInvoke '"Identity": "libc"' $native
check "a project's own position independence stays, and its types are unpacked" equals \
    "$(property PositionIndependentExecutable $fast -p:PositionIndependentExecutable=true)$(property IlcDehydrate $fast -p:PositionIndependentExecutable=true)" true
check "nobody else starts fast" equals "$(property PositionIndependentExecutable $native)$(property IlcDehydrate $native)$(property ConcurrentGarbageCollection $native)" ""
check "another processor family gets nothing" equals "$(property IlcInstructionSet -p:PublishAot=true -p:RuntimeIdentifier=linux-arm64)" ""
check "a build that is not native gets nothing" equals "$(property IlcInstructionSet -p:RuntimeIdentifier=linux-x64)" ""
finish
