"""NVIDIA's assembler, where there is one: whether it takes every PTX text, and what it makes of each kernel."""
import concurrent.futures
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

TARGETS = ["sm_90", "sm_80", "sm_75"]
SMALLEST = ".version 6.3\n.target sm_75\n.address_size 64\n.visible .entry nothing()\n{\nret;\n}\n"


def find():
    """All that there are: named by LAB_PTXAS, on the path, of a toolkit, in the wheels beside PyTorch (nvidia-cuda-nvcc, triton)."""
    packages = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    patterns = ["nvidia/cuda_nvcc/bin/ptxas", "nvidia/cu1*/bin/ptxas", "triton/backends/nvidia/bin/ptxas*", "triton/*/bin/ptxas", "torch/bin/ptxas"]
    candidates = [os.environ.get("LAB_PTXAS"), shutil.which("ptxas"), *sorted(glob.glob("/usr/local/cuda*/bin/ptxas"), reverse=True)]
    candidates += [path for package in packages for pattern in patterns for path in sorted(glob.glob(f"{package}/{pattern}"))]
    found = []
    for path in candidates:
        if path and os.access(path, os.X_OK) and path not in found:
            found.append(path)
    return found


def version(tool):
    lines = subprocess.run([tool, "--version"], capture_output=True, text=True).stdout.strip().splitlines()
    return lines[-2 if len(lines) > 1 else -1] if lines else "says nothing"


def takes(tool, target):
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/nothing.ptx"
        with open(path, "w", encoding="utf-8") as file:
            file.write(SMALLEST)
        return subprocess.run([tool, f"-arch={target}", path, "-o", f"{folder}/nothing.cubin"], capture_output=True).returncode == 0


def is_for(path, target):
    """False where the text's own target is newer."""
    with open(path, encoding="utf-8") as file:
        own = re.search(r"^\.target sm_(\d+)", file.read(400), re.MULTILINE)
    return own is None or int(own.group(1)) <= int(target.removeprefix("sm_"))


def assemble(tool, target, path, deadline):
    """One text: its kernels with registers, spills and shared memory, or why it is refused and which kernel that is in."""
    left = deadline - time.monotonic()
    if left <= 1:
        return None
    with tempfile.TemporaryDirectory() as folder:
        try:
            result = subprocess.run([tool, "-v", f"-arch={target}", path, "-o", f"{folder}/out.cubin"], capture_output=True, text=True, timeout=left)
        except subprocess.TimeoutExpired:
            return None
    name = os.path.splitext(os.path.basename(path))[0]
    said = result.stderr + result.stdout
    if result.returncode != 0:
        return {"kind": "refused", "text": name, "target": target, "kernels": sorted(kernels_of(path, said)), "what": " | ".join(said.strip().splitlines()[:4])[:800]}
    return {"kind": "assembled", "text": name, "target": target, "kernels": read(said)}


def kernels_of(path, said):
    """In which kernels the lines lie that the assembler complains about."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    names = set()
    for number in map(int, re.findall(r"line (\d+)", said)):
        above = [match.group(1) for line in lines[:number] if (match := re.search(r"\.entry (\w+)", line))]
        names.update(above[-1:])
    return names


def read(said):
    kernels, current = {}, None
    for line in said.splitlines():
        if match := re.search(r"Compiling entry function '(\w+)'", line):
            current = kernels.setdefault(match.group(1), {})
        elif current is not None and (match := re.search(r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads", line)):
            current.update(stack=int(match.group(1)), spills=int(match.group(2)) + int(match.group(3)))
        elif current is not None and (match := re.search(r"Used (\d+) registers", line)):
            shared = re.search(r"(\d+)(?:\+\d+)? bytes smem", line)
            current.update(registers=int(match.group(1)), shared=int(shared.group(1)) if shared else 0)
    return kernels


def run(tool, texts, targets, deadline, say):
    """All texts for the first target, then for the next; as many at a time as there are processors."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        tasks = [pool.submit(assemble, tool, target, text, deadline) for target in targets for text in texts if is_for(text, target)]
        for task in concurrent.futures.as_completed(tasks):
            if task.result() is not None:
                say(task.result())
    return sum(task.result() is None for task in tasks)
