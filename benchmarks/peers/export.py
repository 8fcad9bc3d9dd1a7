"""Makes what every competitor reads: LeNet-5's weights, its ONNX file, and a batch of inputs with labels.

usage: export.py FOLDER        (writes lenet5.safetensors, lenet5.onnx, images.f32, labels.i32 there)

The network is the one of samples/01.FirstNetwork. Weights and images are random with fixed seeds: speed does not depend on them, and the
competitors' outputs and losses are compared with each other.
"""
import json
import struct
import sys
import warnings

warnings.filterwarnings("ignore")
import torch

from lenet5 import LeNet5

BATCH = 64


def save_safetensors(path, tensors):
    """The format in full: header length (8 bytes, little-endian), JSON header, then the tensors' bytes."""
    header, body = {}, b""
    for name, tensor in tensors.items():
        data = tensor.detach().contiguous().numpy().astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + body)


def main(folder):
    torch.manual_seed(20261122)
    network = LeNet5().eval()
    save_safetensors(f"{folder}/lenet5.safetensors", network.state_dict())
    images = torch.randn(BATCH, 1, 28, 28)
    labels = torch.randint(0, 10, (BATCH,), dtype=torch.int32)
    images.numpy().tofile(f"{folder}/images.f32")  # one channel: N,C,H,W and N,H,W,C are the same bytes
    labels.numpy().tofile(f"{folder}/labels.i32")
    torch.onnx.export(network, images[:1], f"{folder}/lenet5.onnx", opset_version=13, input_names=["input"], output_names=["output"],
                      dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}})


if __name__ == "__main__":
    main(sys.argv[1])
