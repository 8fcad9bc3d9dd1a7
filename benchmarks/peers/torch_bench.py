"""PyTorch's side: one measurement, one JSON line.

usage: torch_bench.py latency FOLDER NAME BATCH SECONDS eager|channels_last|optimised     (outputs go to FOLDER/NAME/outputs.torch.f32)
       torch_bench.py step    FOLDER NAME BATCH SECONDS eager|channels_last
       torch_bench.py memory  FOLDER NAME BATCH STEPS   eager|channels_last      what training steps take beside what lives on from one to the next
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


def trainer(folder, name, batch, variant):
    """A training step as a function that gives the loss."""
    network, images, labels = load(folder, name, batch, variant)
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3, momentum=0.9)

    def train():
        optimizer.zero_grad(set_to_none=False)
        loss = F.cross_entropy(network(images), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    return train


def step(folder, name, batch, seconds, variant):
    train = trainer(folder, name, batch, variant)
    losses = [train() for _ in range(LOSSES)]
    return {"losses": losses, **measure(train, seconds)}


def status(key):
    with open("/proc/self/status", encoding="utf-8") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(key))


def memory(folder, name, batch, steps, variant):
    """The peak of resident memory in some steps, less what is resident between them: weights, gradients, momentum, the library itself."""
    train = trainer(folder, name, batch, variant)
    for _ in range(2):
        train()
    between = status("VmRSS")
    with open("/proc/self/clear_refs", "w", encoding="utf-8") as file:
        file.write("5")  # forgets the peak
    for _ in range(int(steps)):
        train()
    return {"step_kib": status("VmHWM") - between}


if __name__ == "__main__":
    mode, folder, name, batch, seconds, variant = sys.argv[1:]
    print(json.dumps({"latency": latency, "step": step, "memory": memory}[mode](folder, name, int(batch), float(seconds), variant)))
