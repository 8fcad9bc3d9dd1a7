"""Whole processes of ConvGen and ONNX Runtime, from their start to their end: for memory.py and start.py."""
import glob
import json
import os
import subprocess
import sys
import time

import networks


def ours(folder, build, name, calls, threads=1):
    """build: jit, or the folder of a native executable."""
    program = ["dotnet", f"{folder}/jit/ConvGen.FirstResult.dll"] if build == "jit" else [f"{folder}/{build}/ConvGen.FirstResult"]
    return [*program, folder, name, str(calls), str(threads)]


def onnx_runtime(folder, name, calls, threads=1):
    library = glob.glob(f"{folder}/node_modules/onnxruntime-node/bin/napi-v*/linux/x64/libonnxruntime.so.1")[0]
    facts = networks.description(f"{folder}/{name}")
    shapes = ["x".join(map(str, shape)) for shape in [facts["input"], *facts["outputs"]]]
    return [f"{folder}/ort_bench", library, f"{folder}/{name}", "1", f"{calls}x", str(threads), *shapes]


def run(command, cores, environment=None):
    """What the process says of itself in its last line, and how long after its start, in milliseconds, it had its first result and had ended."""
    environment, before = {**os.environ, **(environment or {})}, os.sched_getaffinity(0)
    # The process inherits its cores and is spawned without a copy of this one: no other program and no fork is measured along.
    os.sched_setaffinity(0, map(int, cores.split(",")))
    try:
        begin = time.clock_gettime(time.CLOCK_MONOTONIC)
        result = subprocess.run(command, capture_output=True, text=True, env=environment, close_fds=False)
        end = time.clock_gettime(time.CLOCK_MONOTONIC)
    finally:
        os.sched_setaffinity(0, before)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{result.stderr[-2000:]}")
    said = json.loads(result.stdout.strip().splitlines()[-1])
    # The processes say when by the same clock, so what they do behind their first result (files and text for these scripts) does not count.
    times = {"first_result_ms": (said["first_result_s"] - begin) * 1e3} if "first_result_s" in said else {}
    return {"process_ms": (end - begin) * 1e3, **times, **said}


def check(folder, name, tolerance=2e-4):
    """What both computed last is the same, but for rounding: of the largest output."""
    shapes = networks.description(f"{folder}/{name}")["outputs"]
    results = [networks.read_outputs(f"{folder}/{name}/outputs.{who}.f32", shapes, 1, channels_first=who == "ort") for who in ("convgen", "ort")]
    difference = abs(results[0] - results[1]).max() / abs(results[1]).max()
    if not difference <= tolerance:
        sys.exit(f"{name}: the outputs differ by {difference:.2g}")
