"""Runs every competitor in turn, round after round, checks that they compute the same, and prints the tables.

usage: compare.py FOLDER CORES ROUNDS SECONDS RESULT.md NETWORK...      (called by ../peers.sh)

A competitor's time is the median of its rounds' medians. Rounds are interleaved, so that a noisy minute of the machine hits everybody; a ratio is the
median of the rounds' ratios, and its spread goes from the lowest round to the highest. Beside it stands the ratio of the least times, of one call each:
what is left where other machines on the same processor take caches and memory for minutes.
"""
import datetime
import glob
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys

import numpy

import networks

HERE = os.path.dirname(os.path.abspath(__file__))
OUTPUT_TOLERANCE = 2e-4  # of the largest output: Winograd's convolution rounds differently
LOSS_TOLERANCE = 1e-2  # of the third step's loss
DROPS = ("AlexNet", "Vgg16")  # what dropout drops is each library's own business: losses differ
# glibc hands big blocks back to the kernel and takes them again at every step; PyTorch is quicker when it keeps them.
KEEP_BLOCKS = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "100000000000", "MALLOC_TOP_PAD_": "268435456"}


def competitors(folder, mode, name, batch, seconds, threads):
    """Name, command, environment, file of outputs. The first one is the one the others are compared with."""
    arguments = [folder, name, str(batch), str(seconds)]
    torch = ["/usr/bin/python3", f"{HERE}/torch_bench.py", mode, *arguments]
    yield "ConvGen", ["dotnet", f"{folder}/convgen/ConvGen.Benchmarks.dll", mode, *arguments, str(threads)], {}, "outputs.convgen.f32"
    if mode == "latency":
        library = glob.glob(f"{folder}/node_modules/onnxruntime-node/bin/napi-v*/linux/x64/libonnxruntime.so.1")[0]
        facts = networks.description(f"{folder}/{name}")
        shapes = ["x".join(map(str, shape)) for shape in [facts["input"], *facts["outputs"]]]
        yield "ONNX Runtime", [f"{folder}/ort_bench", library, f"{folder}/{name}", str(batch), str(seconds), str(threads), *shapes], {}, "outputs.ort.f32"
        yield "PyTorch", [*torch, "optimised"], KEEP_BLOCKS, "outputs.torch.f32"
    else:
        yield "PyTorch", [*torch, "eager"], KEEP_BLOCKS, None
        yield "PyTorch, channels_last", [*torch, "channels_last"], KEEP_BLOCKS, None


def run(command, cores, environment):
    pinned = ["taskset", "-c", cores, *command]
    if shutil.which("chrt") and os.geteuid() == 0:
        pinned = ["chrt", "-f", "10", *pinned]  # real-time class: other jobs must not preempt
    result = subprocess.run(pinned, capture_output=True, text=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment})
    if result.returncode != 0:
        sys.exit(f"compare.py: {' '.join(command)} failed:\n{result.stderr[-2000:]}")
    return json.loads(result.stdout.strip().splitlines()[-1])


def outputs(folder, name, batch, file):
    shapes = networks.description(f"{folder}/{name}")["outputs"]
    return networks.read_outputs(f"{folder}/{name}/{file}", shapes, batch, channels_first=file != "outputs.convgen.f32")


def measure(folder, mode, name, batch, cores, rounds, seconds):
    """For each competitor its rounds' medians, its least time, and the largest difference between its results and ConvGen's."""
    threads = len(cores.split(","))
    entries = list(competitors(folder, mode, name, batch, seconds, threads))
    times, least, differences, first = {entry[0]: [] for entry in entries}, {}, {}, {}
    for number in range(rounds):
        for competitor, command, environment, file in entries:
            result = run(command, cores, {**environment, "PEERS_THREADS": str(threads)})
            times[competitor].append(result["median_us"])
            least[competitor] = min(result["min_us"], least.get(competitor, result["min_us"]))
            if number == 0:
                first[competitor] = numpy.array(result["losses"]) if mode == "step" else outputs(folder, name, batch, file)
        print(f"{name}, {mode}, batch {batch}: round {number + 1} of {rounds}: "
              + ", ".join(f"{competitor} {runs[-1] / 1000:.3f} ms" for competitor, runs in times.items()), file=sys.stderr)
    ours = first["ConvGen"]
    for competitor, theirs in first.items():
        differences[competitor] = float(abs(theirs - ours).max() / abs(theirs).max())
    if not (mode == "step" and name in DROPS):
        tolerance = LOSS_TOLERANCE if mode == "step" else OUTPUT_TOLERANCE
        for competitor, difference in differences.items():
            if not difference <= tolerance:
                sys.exit(f"compare.py: {competitor} disagrees with ConvGen by {difference:.2g} in {name} ({mode}, batch {batch}); the limit is {tolerance:g}")
    return times, least, differences


def row(folder, mode, name, batch, cores, rounds, seconds):
    times, least, differences = measure(folder, mode, name, batch, cores, rounds, seconds)
    ours = times.pop("ConvGen")
    operations = 2 * networks.description(f"{folder}/{name}")["multiplyAccumulates"] * batch * (3 if mode == "step" else 1)
    cells = [f"{name}", str(batch), f"{statistics.median(ours) / 1000:,.3f}", f"{operations / statistics.median(ours) / 1000:.0f}"]
    for competitor, theirs in times.items():
        ratios = [b / a for a, b in zip(ours, theirs, strict=True)]
        cells.append(f"**{statistics.median(ratios):.2f}** ({min(ratios):.2f}–{max(ratios):.2f}) {least[competitor] / least['ConvGen']:.2f}")
    cells.append("–" if mode == "step" and name in DROPS else f"{max(differences.values()):.0e}")
    return "| " + " | ".join(cells) + " |"


def section(mode, title, heads, rows):
    return [f"### {title}", "", "| network | batch | ConvGen ms | GFLOP/s | " + " | ".join(heads) + f" | {'losses' if mode == 'step' else 'outputs'} differ by |", "|---|--:|--:|--:|" + "--:|" * (len(heads) + 1), *rows, ""]


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        return next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), platform.machine())


def version(command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def main(folder, cores, rounds, seconds, path, *names):
    arguments = (cores, int(rounds), float(seconds))
    sections = []
    for title, batches in [("Inference, batch 1", {name: 1 for name in names}), ("Inference, larger batches", {name: networks.BATCHES[name][0] for name in names})]:
        rows = [row(folder, "latency", name, batch, *arguments) for name, batch in batches.items()]
        sections += section("latency", title, ["ONNX Runtime ÷ ConvGen", "PyTorch ÷ ConvGen"], rows)
    trained = [name for name in names if networks.BATCHES[name][1] > 0]
    rows = [row(folder, "step", name, networks.BATCHES[name][1], *arguments) for name in trained]
    if rows:
        sections += section("step", "Training step", ["PyTorch ÷ ConvGen", "PyTorch channels_last ÷ ConvGen"], rows)
    torch = version(["dpkg-query", "-W", "-f=${Version}", "python3-torch"])
    text = "\n".join([
        "# ConvGen beside its peers",
        "",
        f"Measured {datetime.date.today().isoformat()} by `benchmarks/peers.sh` ({rounds} rounds of {seconds} s) on {processor()}, {os.cpu_count()} processors, of which",
        f"each process has {len(cores.split(','))}; .NET SDK {version(['dotnet', '--version'])}, Debian's PyTorch {torch} (optimize_for_inference; allocator told to keep blocks), ONNX Runtime 1.30.0 (C API).",
        "Competitors take turns, round after round. Times and ratios are medians of rounds, the spread of the rounds' ratios in brackets, and behind it the ratio of the least",
        "times: above 1 ConvGen is quicker.",
        "GFLOP/s count direct convolution, three times forward for a training step (forward, cross-entropy, backward, SGD with momentum). Differences are relative to",
        "the largest output, or the loss after three steps.",
        "",
        *sections,
    ])
    print(text)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.rstrip("\n") + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
