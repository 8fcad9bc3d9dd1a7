"""PyTorch's side: a JSON object for each result on standard output.

usage: torch_side.py ceilings                          the device's copy bandwidth and products, in all precisions
       torch_side.py layers FACTS FOLDER               single layers; FACTS is the executable's list of them, FOLDER what it wrote
       torch_side.py network NAME FOLDER               a network, eagerly and as a CUDA graph
       torch_side.py compile NAME FOLDER               the same through torch.compile
"""
import argparse
import json
import os
import struct
import sys
import warnings

warnings.filterwarnings("ignore")
import torch
from torch import nn
from torch.nn import functional as F

import measure
from torch_networks import DROPS, NETWORKS

STEPS = 3
TYPES = {"F32": torch.float32, "I64": torch.int64}


def say(kind, **fields):
    print(json.dumps({"kind": kind, **fields}), flush=True)


def numbers(path, *shape, dtype=torch.float32):
    with open(path, "rb") as file:
        return torch.frombuffer(bytearray(file.read()), dtype=dtype).reshape(shape)


def safetensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    return {
        key: torch.frombuffer(bytearray(data[slice(*each["data_offsets"])]), dtype=TYPES[each["dtype"]]).reshape(each["shape"])
        for key, each in header.items() if key != "__metadata__"}


def load(network, path):
    missing, unexpected = network.load_state_dict(safetensors(path), strict=False)
    wrong = [key for key in missing if not key.endswith("num_batches_tracked")] + unexpected
    if wrong:
        raise ValueError(f"{path} and the network differ in {wrong[:5]}")


def rows(tensor):
    """Maps in ConvGen's order: batch, height, width, channels."""
    return tensor.permute(0, 2, 3, 1) if tensor.dim() == 4 else tensor


def maps(tensor, shape):
    """ConvGen's numbers of a map or vector in PyTorch's order, channels last in memory."""
    batch = tensor.numel() // int(torch.tensor(shape).prod())
    tensor = tensor.reshape(batch, *shape)
    return tensor.permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last) if len(shape) == 3 else tensor


def differs(values, expected):
    """The largest difference, as a share of the largest number."""
    values, expected = values.detach().float().cpu().flatten(), expected.flatten()
    return float((values - expected).abs().max() / expected.abs().max())


def outputs_of(result):
    return result if isinstance(result, tuple) else (result,)


def attempt(fields, call):
    """What fails (memory, a capture that PyTorch refuses) is a result too."""
    try:
        call()
    except (RuntimeError, NotImplementedError, ImportError, AssertionError) as error:
        say("failed", **fields, error=str(error).strip().splitlines()[0][:300] if str(error).strip() else type(error).__name__)
        if torch.cuda.is_available():
            torch.cuda.synchronize()
            torch.cuda.empty_cache()


def ceilings(options, where):
    """Bytes read and written in a second by a copy, operations in a second by a product of squares."""
    floats, side = (1 << 16, 64) if options.dry else (1 << 28, 8192)
    source = torch.rand(floats, device=where.name)
    target = torch.empty_like(source)
    timing = measure.measure(lambda: target.copy_(source), where.wait, options.seconds, options.rounds)
    say("ceiling", what="copy", per_second=2 * source.numel() * 4 / timing["median_us"] * 1e6, time=timing)
    del source, target
    for precision, dtype in [("Float32", torch.float32), ("TensorFloat32", torch.float32), ("BFloat16", torch.bfloat16)]:
        def product():
            measure.set_precision(precision)
            a = torch.rand(side, side, device=where.name).to(dtype)
            b = torch.rand(side, side, device=where.name).to(dtype)
            timing = measure.measure(lambda: torch.mm(a, b), where.wait, options.seconds, options.rounds)
            say("ceiling", what=precision, per_second=2 * side**3 / timing["median_us"] * 1e6, time=timing)
        attempt({"what": precision}, product)


def make_layer(facts):
    channels, filters = facts["input"][-1], facts["output"][-1]
    kinds = {
        "conv": lambda: nn.Conv2d(channels, filters, facts["kernel"], facts["stride"], facts["pad"], groups=facts["groups"]),
        "dense": lambda: nn.Linear(channels, filters),
        "pool": lambda: nn.MaxPool2d(facts["kernel"], facts["stride"], facts["pad"]),
        "norm": lambda: nn.BatchNorm2d(channels),
    }
    network = nn.Module()
    network.layer = kinds[facts["type"]]()
    return network


def check_layer(facts, folder, options, where):
    network = make_layer(facts)
    load(network, f"{folder}/weights.safetensors")
    layer = network.layer.to(where.name, memory_format=torch.channels_last)
    images = maps(numbers(f"{folder}/images.f32", -1), facts["input"]).to(where.name).requires_grad_(True)
    gradient = maps(numbers(f"{folder}/output_gradient.f32", -1), facts["output"]).to(where.name)
    with measure.casting(options.precision, where):
        with torch.no_grad():
            found = [differs(rows(layer.eval()(images)), numbers(f"{folder}/outputs.f32", -1))]
        result = layer.train()(images)
    result.backward(gradient.to(result.dtype))
    found.append(differs(rows(images.grad), numbers(f"{folder}/input_gradient.f32", -1)))
    for key, parameter in network.named_parameters():
        path = f"{folder}/gradient.{key}.f32"
        if os.path.exists(path):
            found.append(differs(parameter.grad, numbers(path, -1)))
    say("layer_check", name=facts["name"], differs=max(found))


def time_layer(facts, batch, options, where):
    layer = make_layer(facts).layer.to(where.name, memory_format=torch.channels_last)
    shape = facts["input"]
    size = (batch, shape[2], shape[0], shape[1]) if len(shape) == 3 else (batch, *shape)
    images = torch.rand(size, device=where.name) - 0.5
    images = (images.contiguous(memory_format=torch.channels_last) if len(shape) == 3 else images).requires_grad_(True)
    with measure.casting(options.precision, where):
        gradient = torch.rand_like(layer(images)) - 0.5

    def forward():
        with torch.no_grad(), measure.casting(options.precision, where):
            layer(images)

    def gradients():
        with measure.casting(options.precision, where):
            result = layer(images)
        torch.autograd.grad(result, [images, *layer.parameters()], gradient)

    for mode, call in [("forward", forward), ("gradients", gradients)]:
        layer.train(mode == "gradients")
        fields = {"name": facts["name"], "batch": batch, "mode": mode}
        attempt({**fields, "variant": "eager"}, lambda: say("layer_time", **fields, variant="eager", time=measure.measure(call, where.wait, options.seconds, options.rounds)))
        attempt({**fields, "variant": "graph"}, lambda: say("layer_time", **fields, variant="graph", time=measure.measure(where.record(call), where.wait, options.seconds, options.rounds)))


def layers(options, where):
    path, folder = options.words
    with open(path, encoding="utf-8") as file:
        facts = json.load(file)
    for each in facts:
        say("begins", name=each["name"])
        attempt({"name": each["name"]}, lambda: check_layer(each, f"{folder}/{each['name']}", options, where))
        for batch in each["batches"]:
            attempt({"name": each["name"], "batch": batch}, lambda: time_layer(each, batch, options, where))


class Network:
    """A network on the device with an optimiser, as many images as a batch has, and what a program does with them."""

    def __init__(self, name, folder, options, where):
        self.name, self.folder, self.options, self.where = name, f"{folder}/{name}", options, where
        self.network = NETWORKS[name]()
        load(self.network, f"{self.folder}/weights.safetensors")
        self.network.to(where.name, memory_format=torch.channels_last)
        self.optimizer = torch.optim.SGD(self.network.parameters(), lr=1e-3, momentum=0.9)
        self.run = self.network
        with open(f"{self.folder}/facts.json", encoding="utf-8") as file:
            self.facts = json.load(file)

    def use(self, images, labels):
        self.host_images, self.host_labels = self.where.pinned(images), self.where.pinned(labels)
        self.images = images.to(self.where.name).contiguous(memory_format=torch.channels_last)
        self.labels = labels.to(self.where.name)

    def forward(self):
        with torch.no_grad(), measure.casting(self.options.precision, self.where):
            self.outputs = self.run(self.images)

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        with measure.casting(self.options.precision, self.where):
            self.loss = F.cross_entropy(self.run(self.images), self.labels)
        self.loss.backward()
        self.optimizer.step()

    def predict(self, ask):
        """With images from the host and results back there."""
        self.images.copy_(self.host_images, non_blocking=True)
        ask()
        return [output.cpu() for output in outputs_of(self.outputs)]

    def train(self, ask):
        self.images.copy_(self.host_images, non_blocking=True)
        self.labels.copy_(self.host_labels, non_blocking=True)
        ask()
        return self.loss.item()

    def check(self):
        """Its results beside those that the executable wrote."""
        images = maps(numbers(f"{self.folder}/images.f32", -1), self.facts["input"])
        labels = numbers(f"{self.folder}/labels.i32", -1, dtype=torch.int32).long()
        self.use(images, labels)
        self.network.eval()
        self.forward()
        results = torch.cat([rows(output).flatten().float().cpu() for output in outputs_of(self.outputs)])
        found = {"outputs_differ": differs(results, numbers(f"{self.folder}/outputs.f32", -1))}
        if self.facts["has_loss"] and self.name not in DROPS:
            self.network.train()
            losses = [self.train(self.step) for _ in range(STEPS)]
            found.update(losses=losses, losses_differ=[abs(a - b) / abs(b) for a, b in zip(losses, self.facts["losses"])])
        say("network_check", network=self.name, **found)

    def time(self, batch, variant):
        height, width, channels = self.facts["input"]
        random = torch.Generator().manual_seed(1)
        self.use(torch.rand(batch, channels, height, width, generator=random).contiguous(memory_format=torch.channels_last), torch.randint(0, 10, (batch,), generator=random))
        modes = [("forward", "predict", self.forward, self.predict)] + ([("step", "train", self.step, self.train)] if self.facts["has_loss"] else [])
        for alone, whole, call, program in modes:
            self.network.train(alone == "step")

            def both():
                ask = self.where.record(call) if variant == "graph" else call
                for mode, what, wait in [(alone, ask, self.where.wait), (whole, lambda: program(ask), lambda: None)]:
                    timing = measure.measure(what, wait, self.options.seconds, self.options.rounds)
                    say("network", network=self.name, batch=batch, mode=mode, variant=variant, time=timing)
            attempt({"network": self.name, "batch": batch, "mode": alone, "variant": variant}, both)


def network(options, where):
    name, folder = options.words
    each = Network(name, folder, options, where)
    attempt({"network": name, "variant": "check"}, each.check)
    each = Network(name, folder, options, where)
    for batch in options.batches:
        for variant in ("eager", "graph"):
            attempt({"network": name, "batch": batch, "variant": variant}, lambda: each.time(batch, variant))


def compile_network(options, where):
    name, folder = options.words
    if not hasattr(torch, "compile"):
        say("failed", network=name, variant="compile", error=f"PyTorch {torch.__version__} has no torch.compile")
        return
    each = Network(name, folder, options, where)
    for batch in options.batches:
        def compiled():
            torch._dynamo.reset()
            each.run = torch.compile(each.network, mode="reduce-overhead")
            each.time(batch, "compile")
        attempt({"network": name, "batch": batch, "variant": "compile"}, compiled)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", choices=["ceilings", "layers", "network", "compile"])
    parser.add_argument("words", nargs="*")
    parser.add_argument("--precision", default="Default", choices=["Default", "Float32", "TensorFloat32", "BFloat16"])
    parser.add_argument("--batches", default=[1], type=lambda text: [int(number) for number in text.split(",")])
    parser.add_argument("--seconds", default=0.3, type=float)
    parser.add_argument("--rounds", default=5, type=int)
    parser.add_argument("--dry", action="store_true")
    options = parser.parse_args()
    where = measure.device(options.dry)
    if not options.dry and not torch.cuda.is_available():
        sys.exit("PyTorch finds no device of CUDA")
    measure.set_precision(options.precision)
    {"ceilings": ceilings, "layers": layers, "network": network, "compile": compile_network}[options.mode](options, where)


if __name__ == "__main__":
    main()
