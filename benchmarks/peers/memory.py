"""What memory processes take: inference beside ONNX Runtime, a training step beside PyTorch.

usage: memory.py FOLDER CORES RESULT.md      (called by ../memory.sh)
"""
import datetime
import os
import sys

import compare
import processes

INFERENCE = ["LeNet5", "ResNet18", "ResNet50", "Vgg16"]
TRAINING = [("LeNet5", 64), ("ResNet20", 64), ("ResNet18", 8)]
CALLS = 20
STEPS = 3

# Blocks go back to the system as soon as they are free, so that resident memory is what is in use.
RETURN_BLOCKS = {"MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "0"}


def mib(size):
    return f"{size / 2 ** 20:,.1f}"


def peaks(folder, cores, command):
    """After one prediction and after some."""
    return [1024 * processes.run(command(calls), cores)["peak_kib"] for calls in (1, CALLS)]


def inference(folder, cores, name):
    weights = os.path.getsize(f"{folder}/{name}/weights.safetensors")
    plan = processes.run(processes.ours(folder, "native", name, 1), cores)
    native = peaks(folder, cores, lambda calls: processes.ours(folder, "native", name, calls))
    jit = peaks(folder, cores, lambda calls: processes.ours(folder, "jit", name, calls))
    theirs = peaks(folder, cores, lambda calls: processes.onnx_runtime(folder, name, calls))
    processes.check(folder, name)
    ratios = [(max(peak) - weights) / (max(theirs) - weights) for peak in (native, jit)]
    cells = [name, mib(weights), mib(plan["arena"]), mib(plan["scratch"] + plan["sweep"]), mib(plan["prepared"]), *(f"{mib(one)} / {mib(many)}" for one, many in (native, jit, theirs)), *(f"**{ratio:.2f}**" for ratio in ratios)]
    return "| " + " | ".join(cells) + " |"


def training(folder, cores, name, batch):
    plan = processes.run(processes.ours(folder, "native", name, 1), cores)
    ours, thread = plan["training_fixed"] + batch * plan["training_per_image"], plan["scratch"] + plan["training_sweep"]
    torch = ["/usr/bin/python3", os.path.join(os.path.dirname(os.path.abspath(__file__)), "torch_bench.py"), "memory", folder, name, str(batch), str(STEPS), "eager"]
    theirs = 1024 * processes.run(torch, cores, {**RETURN_BLOCKS, "PEERS_THREADS": "1"})["step_kib"]
    return f"| {name} | {batch} | {mib(ours)} | {mib(thread)} | {mib(theirs)} | **{(ours + thread) / theirs:.2f}** |"


def main(folder, cores, path):
    lines = [
        "# What memory networks take",
        "",
        f"Measured {datetime.date.today().isoformat()} by `benchmarks/memory.sh` on {compare.processor()}; one thread, .NET SDK {compare.version(['dotnet', '--version'])}, ONNX Runtime 1.30.0 (C API). MiB.",
        "",
        "## Inference, one image",
        "",
        f"Peaks of resident memory of whole processes (Linux' `VmHWM`) that load weights from a file and predict once / {CALLS} times: ConvGen as a native executable and under the JIT",
        "compiler, ONNX Runtime from C. The last columns are ConvGen ÷ ONNX Runtime, of what either takes beyond the weights; the goal is 0.5. Arena, the thread's own and prepared memory are what",
        "`Description.Memory` plans, and a test holds that this is what is allocated.",
        "",
        "| network | weights | arena | its thread | prepared | native peak | JIT peak | ONNX Runtime peak | native ÷ ONNX Runtime | JIT ÷ ONNX Runtime |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name in INFERENCE:
        lines.append(inference(folder, cores, name))
        print(lines[-1], flush=True)
    lines += [
        "",
        "## A training step",
        "",
        "What a step takes beside weights, gradients and momentum. ConvGen: the planned arena with what is prepared, and the thread's own memory. PyTorch",
        f"{compare.version(['dpkg-query', '-W', '-f=${Version}', 'python3-torch'])}: the peak of resident memory in {STEPS} steps less what is resident between steps, with an allocator that gives freed blocks back at once. The goal is 0.7.",
        "",
        "| network | batch | ConvGen's arena | its thread | PyTorch | ConvGen ÷ PyTorch |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for name, batch in TRAINING:
        lines.append(training(folder, cores, name, batch))
        print(lines[-1], flush=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
