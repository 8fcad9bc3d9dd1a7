"""Runs every competitor in turn, round after round, checks that they compute the same, and prints the table.

usage: compare.py FOLDER CORE ROUNDS SECONDS RESULT.md      (called by ../peers.sh)

A competitor's median is the median of its rounds' medians, its minimum the least single call of all rounds. Rounds are interleaved, so
that a noisy minute of the machine hits everybody; ratios are between figures of one run.
"""
import datetime
import glob
import json
import os
import platform
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
OUTPUT_TOLERANCE = 1e-5  # of the largest output
LOSS_TOLERANCE = 1e-4  # after 20 steps of training
# glibc hands big blocks back to the kernel and takes them again at every step; PyTorch is quicker when it keeps them.
KEEP_BLOCKS = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "100000000000", "MALLOC_TOP_PAD_": "268435456"}


def competitors(folder, mode, batch, seconds):
    """Name, command, environment. The first one is the one the others are compared with."""
    arguments = [folder, str(batch), str(seconds)]
    torch = ["/usr/bin/python3", f"{HERE}/torch_bench.py", mode, *arguments]
    yield "ConvGen", ["dotnet", f"{folder}/convgen/ConvGen.Benchmarks.dll", mode, *arguments], {}
    if mode == "latency":
        library = glob.glob(f"{folder}/node_modules/onnxruntime-node/bin/napi-v*/linux/x64/libonnxruntime.so.1")[0]
        yield "ONNX Runtime (C API)", [f"{folder}/ort_bench", library, *arguments], {}
        yield "PyTorch, optimize_for_inference", [*torch, "optimised"], {}
        yield "PyTorch, eager", [*torch, "eager"], {}
    else:
        yield "PyTorch, malloc keeps blocks", [*torch, "eager"], KEEP_BLOCKS
        yield "PyTorch, channels_last, malloc keeps blocks", [*torch, "channels_last"], KEEP_BLOCKS
        yield "PyTorch, as installed", [*torch, "eager"], {}


def run(command, core, environment):
    command = ["taskset", "-c", core, *command]
    result = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment})
    if result.returncode != 0:
        sys.exit(f"compare.py: {' '.join(command)} failed:\n{result.stderr[-2000:]}")
    return json.loads(result.stdout.strip().splitlines()[-1])


def disagreement(mode, ours, theirs):
    if mode == "step":
        return max(abs(a - b) for a, b in zip(ours["losses"], theirs["losses"], strict=True))
    largest = max(map(abs, theirs["outputs"]))
    return max(abs(a - b) for a, b in zip(ours["outputs"], theirs["outputs"], strict=True)) / largest


def section(title, mode, folder, core, batch, rounds, seconds):
    entries = list(competitors(folder, mode, batch, seconds))
    results = {name: [] for name, _, _ in entries}
    for number in range(rounds):
        for name, command, environment in entries:
            results[name].append(run(command, core, environment))
        print(f"{title}: round {number + 1} of {rounds}", file=sys.stderr)

    tolerance = LOSS_TOLERANCE if mode == "step" else OUTPUT_TOLERANCE
    median = {name: statistics.median(r["median_us"] for r in runs) for name, runs in results.items()}
    least = {name: min(r["min_us"] for r in runs) for name, runs in results.items()}
    lines = [f"### {title}", "", "| | median µs | minimum µs | time relative to ConvGen: median | minimum | largest difference |", "|---|--:|--:|--:|--:|--:|"]
    for name in results:
        difference = disagreement(mode, results["ConvGen"][0], results[name][0])
        if difference > tolerance:
            sys.exit(f"compare.py: {name} disagrees with ConvGen by {difference:.2g} in {title}; the limit is {tolerance:g}")
        lines.append(f"| {name} | {median[name]:,.1f} | {least[name]:,.1f} | {median[name] / median['ConvGen']:.2f}× | {least[name] / least['ConvGen']:.2f}× | "
                     + ("– |" if name == "ConvGen" else f"{difference:.1g} |"))
    return lines + [""]


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        return next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), platform.machine())


def version(command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def main(folder, core, rounds, seconds, path):
    sections = []
    for title, mode, batch in [("Inference, batch 1", "latency", 1), ("Inference, batch 16", "latency", 16), ("Training step, batch 64", "step", 64)]:
        sections += section(title, mode, folder, core, batch, int(rounds), float(seconds))
    torch = version(["dpkg-query", "-W", "-f=${Version}", "python3-torch"])
    text = "\n".join([
        "# LeNet-5 beside its peers",
        "",
        f"Measured {datetime.date.today().isoformat()} by `benchmarks/peers.sh {rounds} {seconds}` on {processor()}, {os.cpu_count()} processors, {platform.system()};",
        f".NET SDK {version(['dotnet', '--version'])}, Debian's PyTorch {torch}, ONNX Runtime 1.30.0.",
        "Every process has one thread and the same core; competitors take turns, round after round. Median: of the rounds' medians. Minimum: the",
        "least single call. A training step is forward, cross-entropy, backward and the SGD update. Differences: outputs, relative to the largest",
        "one; for the training step the losses of the first 20 steps from the same weights.",
        "",
        *sections,
    ])
    print(text)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.rstrip("\n") + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
