"""How PyTorch is timed, by the rule of the executable's Measuring/Timing.cs; where it runs, and in what precision."""
import contextlib
import time

import torch

ROUND_SECONDS = 0.01
MOST_CALLS = 2000


class Graphics:
    """The first device of CUDA."""

    name = "cuda"

    @staticmethod
    def wait():
        torch.cuda.synchronize()

    @staticmethod
    def record(call):
        """A function that runs again what a call asks the device for (a CUDA graph). What the call reads and writes stays where it was."""
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):
                call()
        torch.cuda.current_stream().wait_stream(side)
        torch.cuda.synchronize()
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            call()
        return graph.replay

    @staticmethod
    def pinned(tensor):
        return torch.empty_like(tensor, pin_memory=True).copy_(tensor)


class Processor:
    """For dry runs: the same calls, nothing recorded."""

    name = "cpu"

    @staticmethod
    def wait():
        pass

    @staticmethod
    def record(call):
        for _ in range(4):
            call()
        return call

    @staticmethod
    def pinned(tensor):
        return tensor


def device(dry):
    return Processor if dry else Graphics


def set_precision(precision):
    """Convolutions and products in the precision of the run, the quickest algorithm that cuDNN finds."""
    torch.backends.cudnn.benchmark = True
    torch.backends.cuda.matmul.allow_tf32 = precision in ("TensorFloat32", "BFloat16")
    torch.backends.cudnn.allow_tf32 = precision != "Float32"


def casting(precision, where):
    """What stands around forward passes."""
    return torch.autocast(where.name, torch.bfloat16) if precision == "BFloat16" else contextlib.nullcontext()


def measure(ask, wait, seconds, least_rounds):
    """Three calls that do not count, then rounds of calls with one wait each; microseconds of a call."""

    def round_of(count):
        begin = time.perf_counter()
        for _ in range(count):
            ask()
        wait()
        return time.perf_counter() - begin

    round_of(3)
    calls = int(min(max(ROUND_SECONDS / max(round_of(1), 1e-7), 1), MOST_CALLS))
    begin, times = time.perf_counter(), []
    while len(times) < least_rounds or time.perf_counter() - begin < seconds:
        times.append(round_of(calls) / calls * 1e6)
    times.sort()
    return {"median_us": times[len(times) // 2], "min_us": times[0], "max_us": times[-1], "calls": calls * len(times)}
