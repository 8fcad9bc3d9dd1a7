"""PyTorch's side: one measurement, one JSON line.

usage: torch_bench.py latency FOLDER BATCH SECONDS eager|channels_last|optimised
       torch_bench.py step    FOLDER BATCH SECONDS eager|channels_last
"""
import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")
import numpy
import torch
import torch.nn.functional as F

from lenet5 import LeNet5

LOSSES = 20


def measure(call, seconds):
    """Half a second of warm-up, then single calls timed for `seconds`; microseconds."""
    end = time.perf_counter() + 0.5
    while time.perf_counter() < end:
        call()
    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    times.sort()
    return {"median_us": times[len(times) // 2] * 1e6, "min_us": times[0] * 1e6, "calls": len(times)}


def load(folder, batch, variant):
    torch.set_num_threads(1)
    torch.manual_seed(20261122)  # the seed of export.py: the same weights
    network = LeNet5()
    images = torch.from_numpy(numpy.fromfile(f"{folder}/images.f32", "<f4")).reshape(-1, 1, 28, 28)[:batch].clone()
    labels = torch.from_numpy(numpy.fromfile(f"{folder}/labels.i32", "<i4"))[:batch].long()
    if variant == "channels_last":
        network, images = network.to(memory_format=torch.channels_last), images.contiguous(memory_format=torch.channels_last)
    return network, images, labels


def latency(folder, batch, seconds, variant):
    network, images, _ = load(folder, batch, variant)
    network.eval()
    with torch.no_grad():
        call = network
        if variant == "optimised":
            call = torch.jit.optimize_for_inference(torch.jit.trace(network, images))
        for _ in range(3):
            outputs = call(images)
        return {"outputs": outputs.flatten().tolist(), **measure(lambda: call(images), seconds)}


def step(folder, batch, seconds, variant):
    network, images, labels = load(folder, batch, variant)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.05, momentum=0.9)

    def train():
        optimizer.zero_grad(set_to_none=False)
        loss = F.cross_entropy(network(images), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    losses = [train() for _ in range(LOSSES)]
    return {"losses": losses, **measure(train, seconds)}


if __name__ == "__main__":
    mode, folder, batch, seconds, variant = sys.argv[1:]
    print(json.dumps({"latency": latency, "step": step}[mode](folder, int(batch), float(seconds), variant)))
