"""How far ConvGen's outputs, and PyTorch's float ones, are from PyTorch's double ones: relative to the root mean square of the outputs.

usage: accuracy.py FOLDER RESULT.md NETWORK...      (called by ../accuracy.sh)
"""
import datetime
import subprocess
import sys

import numpy
import torch

import networks


def errors(outputs, truth):
    """The root mean square of the errors and the largest, as shares of the outputs' root mean square."""
    difference, scale = outputs.astype(numpy.float64) - truth, numpy.sqrt(numpy.mean(truth ** 2))
    return numpy.sqrt(numpy.mean(difference ** 2)) / scale, abs(difference).max() / scale


def flat(outputs):
    """All outputs of one image in N,H,W,C order."""
    parts = [output.permute(0, 2, 3, 1) if output.dim() == 4 else output for output in networks.tuple_of(outputs)]
    return numpy.concatenate([part.detach().contiguous().numpy().ravel() for part in parts])


def row(folder, name):
    network, size = networks.make(name)
    network.eval()
    images = torch.from_numpy(numpy.fromfile(f"{folder}/{name}/images.nchw.f32", "<f4")).reshape(-1, *size)[:1].clone()
    with torch.no_grad():
        single, truth = flat(network(images)), flat(network.double()(images.double()))
    subprocess.run(["dotnet", f"{folder}/convgen/ConvGen.Benchmarks.dll", "latency", folder, name, "1", "0.1", "1"], check=True, stdout=subprocess.DEVNULL)
    ours = networks.read_outputs(f"{folder}/{name}/outputs.convgen.f32", networks.description(f"{folder}/{name}")["outputs"], 1, channels_first=False)
    ours, single = errors(ours, truth), errors(single, truth)
    return f"| {name} | {ours[0]:.1e} | {ours[1]:.1e} | {single[0]:.1e} | {single[1]:.1e} |"


def main():
    folder, result, names = sys.argv[1], sys.argv[2], sys.argv[3:]
    lines = [
        "# How exact the outputs are", "",
        f"Measured {datetime.date.today().isoformat()} by `benchmarks/accuracy.sh`: one image, the default options (Winograd where the cost model chooses it) and PyTorch {torch.__version__} in",
        "single precision, both against PyTorch in double precision. Errors of all outputs as shares of the outputs' root mean square: their own root mean square, and the largest.", "",
        "| network | ConvGen rms | ConvGen largest | PyTorch rms | PyTorch largest |", "|---|--:|--:|--:|--:|",
    ]
    for name in names:
        lines.append(row(folder, name))
        print(lines[-1], flush=True)
    with open(result, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


main()
