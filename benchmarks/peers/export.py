"""Makes what every competitor reads: a network's weights, its ONNX file, images in both orders, labels, and the shapes of its outputs.

usage: export.py FOLDER NAME...        (writes FOLDER/NAME/: weights.safetensors, model.onnx, images.nchw.f32, images.nhwc.f32, labels.i32, network.json)

Weights and images are random with fixed seeds: speed does not depend on them, and the competitors' outputs and losses are compared with each other.
"""
import json
import os
import pathlib
import sys

import torch

import networks
import zoo


def export(folder, name):
    network, size = networks.make(name)
    network.eval()
    zoo.save(pathlib.Path(folder) / "weights.safetensors", network.state_dict())
    batch = max(networks.BATCHES[name])
    images = torch.randn(batch, *size, generator=torch.Generator().manual_seed(1))
    labels = torch.randint(0, networks.CLASSES, (batch,), dtype=torch.int32, generator=torch.Generator().manual_seed(2))
    images.numpy().tofile(f"{folder}/images.nchw.f32")
    images.permute(0, 2, 3, 1).contiguous().numpy().tofile(f"{folder}/images.nhwc.f32")
    labels.numpy().tofile(f"{folder}/labels.i32")
    with torch.no_grad():
        outputs = networks.tuple_of(network(images[:1]))
    names = [f"output{i}" for i in range(len(outputs))]
    torch.onnx.export(network, images[:1], f"{folder}/model.onnx", opset_version=13, input_names=["input"], output_names=names,
                      dynamic_axes={key: {0: "batch"} for key in ["input", *names]})
    counts = zoo.count(zoo.CASES[name])
    with open(f"{folder}/network.json", "w", encoding="utf-8") as file:
        json.dump({"input": size, "outputs": [list(output.shape[1:]) for output in outputs], "multiplyAccumulates": counts["multiplyAccumulates"]}, file)


def main(folder, *names):
    for name in names:
        os.makedirs(f"{folder}/{name}", exist_ok=True)
        if not os.path.exists(f"{folder}/{name}/network.json"):  # written last
            export(f"{folder}/{name}", name)


if __name__ == "__main__":
    main(*sys.argv[1:])
