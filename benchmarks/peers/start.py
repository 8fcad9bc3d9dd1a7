"""How long a process takes to its first result: ConvGen as a native executable and under the JIT compiler, ONNX Runtime from C.

usage: start.py FOLDER CORES RUNS RESULT.md      (called by ../start.sh)
"""
import datetime
import os
import statistics
import sys

import compare
import processes

NETWORKS = ["LeNet5", "ResNet18"]


def interleaved(commands, cores, runs):
    """Each command's runs, in turn, so that a noisy moment of the machine hits all."""
    results = {key: [] for key in commands}
    for _ in range(runs):
        for key, command in commands.items():
            results[key].append(processes.run(command, cores))
    return results


def median(results, key):
    return statistics.median(key(result) for result in results)


def until(what, results):
    times = [result[what] for result in results]
    return f"{statistics.median(times):.1f} ({min(times):.1f})"


def main(folder, cores, runs, path):
    natives = [build for build in ("native", "native512", "fast") if os.path.isdir(f"{folder}/{build}")]
    one, every = cores.split(",")[-1], ",".join(map(str, range(os.cpu_count())))
    lines = [
        "# From a process's start to its first result",
        "",
        f"Measured {datetime.date.today().isoformat()} by `benchmarks/start.sh` on {compare.processor()}; medians of {runs} runs in turn, the least in brackets, milliseconds.",
        "A process creates the network, loads its weights from a file that the system has in its cache, predicts one image and ends. ONNX Runtime 1.30.0 from C: the same with a session and its model.",
        "The first result is counted from before the process is spawned, by a clock that both read; the end has what the process does for these scripts: results written, text, and memory given back.",
        "Native executables are the package's default, which asks for AVX2, `native512`, which was published with `IlcInstructionSet` at level v4 and needs AVX-512, and `fast`, the last of these that the processor takes, with",
        "[`ConvGenFastStart`](../../docs/native-builds.md#programs-that-answer-once).",
        "",
        "| network | build | first result, one core | of which creating | loading | first call | its end | first result, all cores |",
        "|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    speed = [
        "",
        "Single calls of one process, one thread:",
        "",
        "| network | build | first | second | tenth |",
        "|---|---|--:|--:|--:|",
    ]
    for name in NETWORKS:
        builds = [*natives, "jit"]
        single = interleaved({**{build: processes.ours(folder, build, name, 1) for build in builds}, "ort": processes.onnx_runtime(folder, name, 1)}, one, int(runs))
        processes.check(folder, name)
        several = interleaved({build: processes.ours(folder, build, name, 1, os.cpu_count()) for build in builds}, every, int(runs))
        for build in builds:
            parts = [f"{median(single[build], key):.1f}" for key in (lambda r: r["create_ms"], lambda r: r["load_ms"], lambda r: r["calls_ms"][0])]
            lines.append("| " + " | ".join([name, build, until("first_result_ms", single[build]), *parts, until("process_ms", single[build]), until("first_result_ms", several[build])]) + " |")
            print(lines[-1], flush=True)
        lines.append(f"| {name} | ONNX Runtime | {until('first_result_ms', single['ort'])} | | | | {until('process_ms', single['ort'])} | |")
        print(lines[-1], flush=True)
        calls = interleaved({build: processes.ours(folder, build, name, 10) for build in builds}, one, int(runs))
        for build, results in calls.items():
            speed.append(f"| {name} | {build} | " + " | ".join(f"{median(results, lambda r, i=i: r['calls_ms'][i]):.3f}" for i in (0, 1, 9)) + " |")
            print(speed[-1], flush=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines + speed) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
