"""Runs all stages on a machine with a graphics processor and writes one report: report.md, results.json, and each stage's own lines.

A stage has its own time limit, and what it found until then counts. Wrong results are findings, and make the exit code 1.
"""
import argparse
import glob
import json
import os
import platform
import shutil
import subprocess
import sys
import time

import assembler
from stages import HERE, Lab

DEVICE_IS_GONE = 3  # the executable's exit code after a fault
OUTPUT_TOLERANCE = {"Default": 1e-2, "Float32": 2e-4, "TensorFloat32": 1e-2, "BFloat16": 1e-1}  # of the largest number
GRADIENT_TOLERANCE = {"Default": 1e-1, "Float32": 1e-2, "TensorFloat32": 1e-1, "BFloat16": 3e-1}  # of a gradient's length, the median of all
WORST_TOLERANCE = {"Default": 3e-1, "Float32": 1e-1, "TensorFloat32": 3e-1, "BFloat16": 6e-1}  # the worst: where a rectifier's input is near zero a rounding decides
LOSS_TOLERANCE = {"Default": 5e-3, "Float32": 1e-4, "TensorFloat32": 5e-3, "BFloat16": 3e-2}  # of the first step
LATER_TOLERANCE = {"Default": 1e-1, "Float32": 5e-2, "TensorFloat32": 1e-1, "BFloat16": 2e-1}  # of those after it, which batch statistics of two images drive apart
NETWORKS = ["LeNet5", "ResNet20", "ResNet50", "MobileNetV2", "YoloV3Tiny", "DenseNet121", "InceptionV3", "Vgg16"]
COMPILED = ["ResNet50", "MobileNetV2", "LeNet5"]  # by torch.compile, which takes a minute for each


TORCH = """
import json, torch
found = torch.cuda.is_available()
print(json.dumps({"version": torch.__version__, "CUDA": torch.version.cuda, "cuDNN": torch.backends.cudnn.version(), "device": torch.cuda.get_device_name(0) if found else None}))
"""


def output_of(*command):
    if not shutil.which(command[0]):
        return None
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=20)
    except subprocess.TimeoutExpired:
        return "no answer in 20 s"
    return (result.stdout + result.stderr).strip()


def machine(stage):
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        processor = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), platform.machine())
    with open("/proc/meminfo", encoding="utf-8") as file:
        memory = int(file.readline().split()[1]) // (1 << 20)
    facts = {
        "processor": f"{processor}, {os.cpu_count()} processors, {memory} GiB", "system": platform.platform(), "python": platform.python_version(),
        "nvidia-smi": output_of("nvidia-smi", "--query-gpu=name,driver_version,memory.total,clocks.max.sm,clocks.max.mem,power.limit,compute_cap", "--format=csv,noheader"),
        "libcuda": [path for pattern in ("/usr/lib/*/libcuda.so.1", "/usr/lib64/libcuda.so.1", "/usr/lib/wsl/lib/libcuda.so.1", "/usr/local/*/compat/libcuda.so.1") for path in glob.glob(pattern)],
        "ptxas": [f"{tool}: {assembler.version(tool)}" for tool in assembler.find()],
        "nvcc": (output_of("nvcc", "--version") or "").splitlines()[-1:],
        "opencl": [f"{path}: {open(path, encoding='utf-8').read().strip()}" for path in glob.glob("/etc/OpenCL/vendors/*.icd")],
    }
    if not has_torch(stage):
        stage.lab.finding(f"machine: {stage.results['status']}; nothing is compared with it")
        stage.results["status"] = "done"
    stage.keep({"kind": "machine", **facts, "torch": [f"{key} {value}" for key, value in stage.lab.torch.items()]})
    with open(f"{stage.lab.folder}/nvidia-smi.txt", "w", encoding="utf-8") as file:
        file.write(output_of("nvidia-smi", "-q") or "no nvidia-smi")
    for line in stage.run(stage.lab.executable_command("info")):
        stage.say(f"{line['name']}, compute capability {line['capability']}, driver of CUDA {line['driver_cuda']}")


def ptxas(stage):
    """Every text through NVIDIA's assembler."""
    tools = assembler.find()
    if not tools:
        stage.results["status"] = "left out: no ptxas on the path, in a toolkit or in a wheel beside PyTorch (pip install nvidia-cuda-nvcc)"
        return
    folder = f"{stage.lab.work}/ptx"
    stage.run(stage.lab.executable_command("ptx", stage.lab.pack, folder, *stage.lab.networks, "--precision", stage.lab.options.precision), keep=False)
    texts = sorted(glob.glob(f"{folder}/*.ptx"), key=os.path.getsize, reverse=True)
    targets = [target for target in assembler.TARGETS if assembler.takes(tools[0], target)]
    stage.keep({"kind": "tool", "path": tools[0], "version": assembler.version(tools[0]), "targets": targets, "texts": len(texts)})

    def said(line):
        stage.keep(line)
        if line["kind"] == "refused":
            stage.lab.finding(f"ptxas refuses {line['text']} for {line['target']}, kernels {', '.join(line['kernels']) or 'unknown'}: {line['what']}")
        for name, kernel in line["kernels"].items() if line["kind"] == "assembled" else []:
            if kernel.get("spills") or kernel.get("stack"):
                stage.lab.finding(f"ptxas spills in {line['text']} {name} for {line['target']}: {kernel['spills']} bytes, a stack frame of {kernel['stack']}, {kernel.get('registers')} registers")

    missed = assembler.run(tools[0], texts, targets, stage.deadline, said)
    if missed:
        stage.results["status"] = f"stopped: {missed} texts did not get their turn"


def driver(stage):
    """The driver's own compiler, and what it keeps for later stages."""
    lab = stage.lab
    words = lab.networks if lab.options.dry else [*lab.networks, "layers"]
    for line in stage.run(lab.executable_command("compile", *words, "--pack", lab.pack, "--precision", lab.options.precision)):
        if "error" in line:
            lab.finding(f"the driver refuses the kernels of {line['name']}: {line['error']}")


def suite(stage):
    """Every case of the pack; after a fault, from the next one on in a new process."""
    at, counts, restarts = 0, {}, 0
    while not stage.out_of_time():
        for line in stage.lines(stage.lab.executable_command("suite", stage.lab.pack, "--from", at, "--every", stage.lab.options.every), keep=False):
            if line["kind"] == "pack":
                stage.keep(line)
                continue
            at = line["number"] + stage.lab.options.every
            form = counts.setdefault(line["form"], {"cases": 0, "right": 0, "as_emulated": 0, "milliseconds": 0})
            form["cases"] += 1
            form["right"] += line["status"] == "right"
            form["as_emulated"] += line.get("as_emulated", False)
            form["milliseconds"] += line.get("milliseconds", 0)
            if line["status"] != "right":
                stage.keep(line)
                stage.lab.finding(f"suite: {line['form']} {line['status']}: {line['name']}: {line['what']}")
            elif not line["as_emulated"]:
                stage.keep(line)
        if stage.code in (0, None):
            break
        restarts += 1
        if stage.code != DEVICE_IS_GONE:
            stage.lab.finding(f"suite: the process ended with {stage.code} at case {at}: {stage.last_words()}")
            if at == 0 or restarts > 20:
                break
            at += stage.lab.options.every
    stage.keep({"kind": "forms", "forms": counts, "restarts": restarts})
    stage.say(f"{sum(form['right'] for form in counts.values())} of {sum(form['cases'] for form in counts.values())} cases right, {sum(form['as_emulated'] for form in counts.values())} bit for bit as emulated")


def check(stage):
    """Whole networks beside the processor; what PyTorch is held against comes from here."""
    options = stage.lab.options
    for name in stage.lab.networks:
        if stage.out_of_time():
            return
        for line in stage.run(stage.lab.executable_command("check", name, stage.lab.work, "--batch", options.checked, "--precision", options.precision)):
            with open(f"{stage.lab.work}/{name}/facts.json", "w", encoding="utf-8") as file:
                json.dump(line, file)
            judge(stage, name, "outputs", line["outputs_differ"], OUTPUT_TOLERANCE)
            judge(stage, name, "gradients", line["gradients_differ"], GRADIENT_TOLERANCE)
            judge(stage, name, f"the gradient of {line['worst_gradient']}", line["worst_gradient_differs"], WORST_TOLERANCE)
            judge_losses(stage, name, line)
            stage.say(f"{name}: outputs differ by {line['outputs_differ']:.1e}, gradients by {line['gradients_differ']:.1e}, {line['seconds']:.1f} s")


def judge(stage, name, what, difference, tolerance, beside="the processor"):
    limit = tolerance[stage.lab.options.precision]
    if not float(difference) <= limit:
        stage.lab.finding(f"{stage.name}: {name}: {what} differ from those of {beside} by {float(difference):.2g}; the limit is {limit:g}")


def judge_losses(stage, name, line, beside="the processor"):
    differ = line.get("losses_differ")
    if differ:
        judge(stage, name, "losses of the first step", differ[0], LOSS_TOLERANCE, beside)
        judge(stage, name, "losses", max(differ, key=float), LATER_TOLERANCE, beside)


def has_torch(stage):
    """In a process of its own: this one must take no memory of the device."""
    lab = stage.lab
    if lab.torch is None:
        try:
            result = subprocess.run([sys.executable, "-c", TORCH], capture_output=True, text=True, timeout=60)
            lab.torch = json.loads(result.stdout) if result.returncode == 0 else {"missing": (result.stderr.strip().splitlines() or ["?"])[-1]}
        except subprocess.TimeoutExpired:
            lab.torch = {"missing": "it was not imported within a minute"}
    if "missing" in lab.torch:
        stage.results["status"] = f"left out: no PyTorch ({lab.torch['missing']})"
    elif not lab.torch["device"] and not lab.options.dry:
        stage.results["status"] = "left out: PyTorch finds no device"
    else:
        return True
    return False


def ceilings(stage):
    if has_torch(stage):
        for line in stage.run(stage.lab.torch_command("ceilings", *stage.lab.timing())):
            stage.say(f"{line['what']}: {line['per_second'] / 1e12:.2f} T/s" if "per_second" in line else f"{line['what']}: {line.get('error')}")


def layers(stage):
    """Ours and PyTorch's in turn, as often as asked for. A layer that ends the process is passed over the next time."""
    options, facts = stage.lab.options, {}
    order = stage.run(stage.lab.executable_command("info"), keep=False)[0]["dry_layers" if options.dry else "layers"]
    for turn in range(options.turns):
        names, last = order, None
        while names and not stage.out_of_time():
            command = stage.lab.executable_command("layers", f"{stage.lab.work}/layers", *names, "--batches", options.layer_batches, "--precision", options.precision, *stage.lab.timing(), *(["--dry"] if options.dry else []))
            for line in stage.lines(command, keep=False):
                last = line["name"]
                if line["kind"] == "layer":
                    facts[last] = {**line, "batches": []}
                    if turn == 0:
                        stage.keep(line)
                        judge(stage, line["title"], "results", line["differs"], OUTPUT_TOLERANCE)
                elif line["kind"] == "layer_time":
                    stage.keep({**line, "variant": "ConvGen", "turn": turn})
                    if "mode" in line and line["batch"] not in facts[last]["batches"]:
                        facts[last]["batches"].append(line["batch"])
            if stage.code in (0, None):
                break
            stage.lab.finding(f"layers: the process ended with {stage.code} in {last}: {stage.last_words()}")
            names = order[order.index(last) + 1:] if last else []
        if not facts or not has_torch(stage):
            return
        path = f"{stage.lab.work}/layers.json"
        with open(path, "w", encoding="utf-8") as file:
            json.dump(list(facts.values()), file)
        for line in stage.run(stage.lab.torch_command("layers", path, f"{stage.lab.work}/layers", *stage.lab.timing()), keep=False):
            if line["kind"] == "layer_check" and turn == 0:
                stage.keep(line)
                judge(stage, facts[line["name"]]["title"], "results", line["differs"], OUTPUT_TOLERANCE, "PyTorch")
            elif line["kind"] != "begins":
                stage.keep({**line, "turn": turn})


def networks(stage):
    """Each network: ours, then PyTorch's, within seconds of each other."""
    options = stage.lab.options
    for name in [name for name in stage.lab.networks if os.path.exists(f"{stage.lab.work}/{name}/facts.json")]:
        if stage.out_of_time():
            return
        arguments = [name, stage.lab.work, "--batches", options.batches, *stage.lab.timing()]
        for line in stage.run(stage.lab.executable_command("network", *arguments, "--precision", options.precision), keep=False):
            stage.keep({**line, "variant": "ConvGen"})
        if has_torch(stage) and not stage.out_of_time():
            for line in stage.run(stage.lab.torch_command("network", *arguments)):
                if line["kind"] == "network_check":
                    judge(stage, name, "outputs", line["outputs_differ"], OUTPUT_TOLERANCE, "PyTorch")
                    judge_losses(stage, name, line, "PyTorch")
        stage.say(name)


def launches(stage):
    """Where a network's time goes."""
    options = stage.lab.options
    for name in [name for name in stage.lab.networks if os.path.exists(f"{stage.lab.work}/{name}/facts.json")]:
        if stage.out_of_time():
            return
        command = stage.lab.executable_command("network", name, stage.lab.work, "--batches", options.launch_batch, "--precision", options.precision, "--launches", "--seconds", 0, "--rounds", 2)
        for line in stage.run(command, keep=False):
            if line["kind"] == "launch":
                stage.keep(line)


def compiled(stage):
    """torch.compile, which is slow to begin with: last, and as far as the time goes."""
    if not has_torch(stage):
        return
    for name in [name for name in COMPILED if name in stage.lab.networks and os.path.exists(f"{stage.lab.work}/{name}/facts.json")]:
        for batch in stage.lab.options.batches.split(",")[-1:]:
            if stage.out_of_time():
                return
            for line in stage.run(stage.lab.torch_command("compile", name, stage.lab.work, "--batches", batch, *stage.lab.timing())):
                if line["kind"] == "failed":
                    stage.say(line["error"])


# Name, seconds at most, what runs. A sweep over tiles would be one more.
STAGES = [
    ("machine", 40, machine), ("driver", 120, driver), ("suite", 100, suite), ("ptxas", 75, ptxas), ("check", 120, check), ("ceilings", 25, ceilings), ("layers", 150, layers),
    ("networks", 180, networks), ("launches", 45, launches), ("compile", 120, compiled),
]


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", nargs="?", default=time.strftime("report-%Y%m%d-%H%M%S"), help="folder for the report")
    parser.add_argument("--minutes", type=float, default=9.5, help="for everything")
    parser.add_argument("--only", help=f"some of the stages: {','.join(name for name, _, _ in STAGES)}")
    parser.add_argument("--networks", default=",".join(NETWORKS))
    parser.add_argument("--precision", default="Default", choices=list(OUTPUT_TOLERANCE), help="of both sides; the default is PyTorch's: convolutions in TF32, dense layers in fp32")
    parser.add_argument("--batches", default="1,16,64", help="of networks")
    parser.add_argument("--layer-batches", default="1,32,256")
    parser.add_argument("--launch-batch", default="16")
    parser.add_argument("--checked", default=2, type=int, help="images in comparisons")
    parser.add_argument("--seconds", default=0.2, type=float, help="for each timing")
    parser.add_argument("--rounds", default=5, type=int, help="at least, in each timing")
    parser.add_argument("--turns", default=2, type=int, help="how often layers are measured")
    parser.add_argument("--every", default=1, type=int, help="run every nth case of the suite")
    parser.add_argument("--pack", help="another pack of kernels")
    parser.add_argument("--cache", help="another folder for what the driver compiles")
    parser.add_argument("--dry", action="store_true", help="no device: tiny shapes on the mock driver, PyTorch on the processor")
    parser.add_argument("--mock", default=f"{HERE}/mock/ConvGen.MockCudaLibrary.so", help="the mock driver of a dry run")
    chosen = parser.parse_args()
    if chosen.dry:
        chosen.batches, chosen.layer_batches, chosen.launch_batch, chosen.seconds, chosen.rounds = "1,2", "1,2", "1", 0.0, 2
    return chosen


def main():
    lab = Lab(options())
    for name, limit, run in STAGES:
        lab.stage(name, limit, run)
    lab.results["seconds"] = round(time.monotonic() - (lab.end - lab.options.minutes * 60), 1)
    lab.save()
    shutil.rmtree(lab.work, ignore_errors=True)
    print(f"{len(lab.results['findings'])} findings; the report is {lab.folder}/report.md", flush=True)
    sys.exit(1 if lab.results["findings"] else 0)


if __name__ == "__main__":
    main()
