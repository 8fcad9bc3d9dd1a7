"""PyTorch's side: one measurement, one JSON line.

usage: torch_bench.py latency FOLDER NAME BATCH SECONDS eager|channels_last|optimised     (outputs go to FOLDER/NAME/outputs.torch.f32)
       torch_bench.py step    FOLDER NAME BATCH SECONDS eager|channels_last
"""
import json
import os
import sys
import time

import numpy
import torch
import torch.nn.functional as F

import networks

LOSSES = 3


def measure(call, seconds):
    """Half a second of warm-up, then single calls timed for `seconds`, five at least; microseconds."""
    end = time.perf_counter() + 0.5
    while time.perf_counter() < end:
        call()
    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 5:
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    times.sort()
    return {"median_us": times[len(times) // 2] * 1e6, "min_us": times[0] * 1e6, "calls": len(times)}


def load(folder, name, batch, variant):
    torch.set_num_threads(int(os.environ.get("PEERS_THREADS", "1")))
    network, size = networks.make(name)
    images = torch.from_numpy(numpy.fromfile(f"{folder}/{name}/images.nchw.f32", "<f4")).reshape(-1, *size)[:batch].clone()
    labels = torch.from_numpy(numpy.fromfile(f"{folder}/{name}/labels.i32", "<i4"))[:batch].long()
    if variant == "channels_last":
        network, images = network.to(memory_format=torch.channels_last), images.contiguous(memory_format=torch.channels_last)
    return network, images, labels


def latency(folder, name, batch, seconds, variant):
    network, images, _ = load(folder, name, batch, variant)
    network.eval()
    with torch.no_grad():
        call = network
        if variant == "optimised":
            call = torch.jit.optimize_for_inference(torch.jit.trace(network, images))
        for _ in range(3):
            outputs = call(images)
        networks.write_outputs(f"{folder}/{name}/outputs.torch.f32", outputs)
        return measure(lambda: call(images), seconds)


def step(folder, name, batch, seconds, variant):
    network, images, labels = load(folder, name, batch, variant)
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3, momentum=0.9)

    def train():
        optimizer.zero_grad(set_to_none=False)
        loss = F.cross_entropy(network(images), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    losses = [train() for _ in range(LOSSES)]
    return {"losses": losses, **measure(train, seconds)}


if __name__ == "__main__":
    mode, folder, name, batch, seconds, variant = sys.argv[1:]
    print(json.dumps({"latency": latency, "step": step}[mode](folder, name, int(batch), float(seconds), variant)))
