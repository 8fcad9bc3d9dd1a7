"""The report of a run, from what was found so far."""
import collections
import math
import statistics
import time

MODES = {
    "forward": "Inference, on the device alone", "step": "Training step, on the device alone", "predict": "Inference, images from the host and results back", "train": "Training step, images from the host and the loss back",
}


def number(value):
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def short(*values):
    return " ".join(f"{float(value):.0e}" for value in values if value is not None) or "–"


def table(heads, rows, left=1):
    if not rows:
        return []
    return ["| " + " | ".join(heads) + " |", "|" + "---|" * left + "--:|" * (len(heads) - left), *("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows), ""]


def write(results):
    stages = results["stages"]
    lines = {name: stage["lines"] for name, stage in stages.items()}
    device = next((line for line in lines.get("machine", []) if line["kind"] == "device"), {})
    options = results["options"]
    text = [f"# ConvGen on {device.get('name', 'a device')}", ""]
    if options["dry"]:
        text += ["**A dry run: the device is a mock, PyTorch runs on the processor, and times mean nothing.**", ""]
    text += [f"{time.strftime('%Y-%m-%d %H:%M')}, precision {options['precision']} on both sides. Made by `benchmarks/gpu.sh`.", "", "## Findings", ""]
    text += [f"- {finding}" for finding in results["findings"]] or ["None: every kernel and network computes what it should."]
    text += ["", *table(["stage", "outcome", "seconds"], [[name, stage["status"], stage.get("seconds", "–")] for name, stage in stages.items()], left=2)]
    peaks = {line["what"]: line["per_second"] for line in lines.get("ceilings", []) if "per_second" in line}
    for name, title, section in [
            ("machine", "The machine", machine), ("driver", "The driver's compiler", driver), ("suite", "The kernel suite", suite), ("ptxas", "NVIDIA's assembler", ptxas), ("check", "Networks beside the processor", check),
            ("ceilings", "Ceilings", ceilings), ("layers", "Layers beside PyTorch", layers), ("networks", "Networks beside PyTorch", networks), ("launches", "Where the time goes", launches)]:
        if lines.get(name):
            text += [f"## {title}", "", *section(lines, peaks, options)]
    return "\n".join(text).rstrip("\n") + "\n"


def machine(lines, peaks, options):
    text = []
    for line in lines["machine"]:
        for key, value in line.items():
            if key not in ("kind", "networks", "layers", "dry_layers") and value not in (None, [], ""):
                text.append(f"- {key}: {', '.join(value) if isinstance(value, list) else value}")
    return [*text, ""]


def driver(lines, peaks, options):
    made = {line["name"]: line for line in lines["driver"] if line["kind"] == "compiled" and "seconds" in line}
    kept = {line["name"]: line for line in lines["driver"] if line["kind"] == "loaded" and "seconds" in line}
    suites = [line for name, line in made.items() if name.startswith("suite")]
    shown = [name for name in made if name in kept and name in options["networks"].split(",") + ["Dry"]]
    text = ["Seconds to compile on a busy machine (several at a time), and to load what was kept from that.", ""]
    text += table(["network", "kernels", "kB of PTX", "compiled, s", "loaded, s"], [[name, made[name]["kernels"], round(made[name]["bytes"] / 1e3), f"{made[name]['seconds']:.2f}", f"{kept[name]['seconds']:.3f}"] for name in shown])
    if suites:
        text += [f"The suite's {sum(line['kernels'] for line in suites)} kernels took {sum(line['seconds'] for line in suites):.1f} s together, one after the other.", ""]
    return text


def suite(lines, peaks, options):
    pack = next((line for line in lines["suite"] if line["kind"] == "pack"), {})
    forms = next((line for line in lines["suite"] if line["kind"] == "forms"), {"forms": {}, "restarts": 0})
    rows = [[form, each["cases"], each["right"], each["as_emulated"]] for form, each in sorted(forms["forms"].items())]
    text = [
        f"{pack.get('cases', '?')} cases of {pack.get('kernels', '?')} kernels; {forms['restarts']} restarts. Right: every number within the double-precision oracle's tolerance, every other bit untouched. "
        "As emulated: every bit is the emulator's.", ""]
    text += table(["form", "cases", "right", "as emulated"], rows)
    other = [line for line in lines["suite"] if line["kind"] == "case" and line["status"] == "right"]
    return text + (["Right, but not as emulated: " + "; ".join(line["name"] for line in other[:8]) + (f"; and {len(other) - 8} more" if len(other) > 8 else ""), ""] if other else [])


def ptxas(lines, peaks, options):
    tool = next((line for line in lines["ptxas"] if line["kind"] == "tool"), None)
    if tool is None:
        return []
    rows, largest = [], []
    for target in tool["targets"]:
        taken = [line for line in lines["ptxas"] if line["kind"] == "assembled" and line["target"] == target]
        refused = [line for line in lines["ptxas"] if line["kind"] == "refused" and line["target"] == target]
        kernels = [(kernel.get("registers", 0), line["text"], name, kernel) for line in taken for name, kernel in line["kernels"].items()]
        registers = sorted(each[0] for each in kernels) or [0]
        rows.append([
            target, f"{len(taken)} of {len(taken) + len(refused)}", len(refused), len(kernels), statistics.median(registers), registers[-1], sum(each[3].get("spills", 0) > 0 for each in kernels),
            max([each[3].get("shared", 0) for each in kernels], default=0)])
        if target == tool["targets"][0]:
            largest = sorted(kernels, key=lambda each: each[:3], reverse=True)[:12]
    text = [f"{tool['version']} ({tool['path']})", ""]
    text += table(["target", "texts taken", "refused", "kernels", "registers, median", "most", "kernels that spill", "bytes shared, most"], rows)
    return text + table(["kernel", f"registers ({tool['targets'][0] if tool['targets'] else ''})", "bytes spilled", "bytes shared"], [[f"{text_name} {name}", count, kernel.get("spills", 0), kernel.get("shared", 0)] for count, text_name, name, kernel in largest])


def check(lines, peaks, options):
    torch = {line["network"]: line for line in lines.get("networks", []) if line["kind"] == "network_check"}
    rows = []
    for line in lines["check"]:
        if line["kind"] == "checked":
            other = torch.get(line["network"], {})
            rows.append([
                line["network"], short(line["outputs_differ"]), short(line["gradients_differ"]), f"{short(line['worst_gradient_differs'])} {line['worst_gradient']}",
                " ".join(f"{float(loss):.5g}" for loss in line["losses"]) or "–", short(*line.get("losses_differ", [])), short(other.get("outputs_differ")), short(*other.get("losses_differ", []))])
    return [
        f"{options['checked']} images; outputs relative to the largest, gradients to each one's length, losses of three steps of SGD with momentum. On the right the same beside PyTorch.", "",
        *table(["network", "outputs", "gradients, median", "worst", "losses on the device", "losses", "outputs, PyTorch", "losses, PyTorch"], rows)]


def ceilings(lines, peaks, options):
    return table(["what", "measured"], [[what, f"{value / 1e12:.2f} {'TB/s, read and written' if what == 'copy' else 'TFLOP/s, product of 8192 x 8192'}"] for what, value in peaks.items()])


def floor_us(operations, numbers, peaks, options):
    """What the slower of arithmetic and memory takes at the measured ceilings."""
    peak = "TensorFloat32" if options["precision"] == "Default" else options["precision"]
    if "copy" not in peaks or peak not in peaks:
        return None
    size = 2 if options["precision"] == "BFloat16" else 4
    return max(operations / peaks[peak], size * numbers / peaks["copy"]) * 1e6


def share(floor, time_us):
    return f"{100 * floor / time_us:.0f} %" if floor and time_us else "–"


def layers(lines, peaks, options):
    facts = {line["name"]: line for line in lines["layers"] if line["kind"] == "layer"}
    times = collections.defaultdict(list)
    for line in lines["layers"]:
        if line["kind"] == "layer_time" and "time" in line:
            times[line["name"], line["batch"], line["mode"], line["variant"]].append(line["time"]["median_us"])
    text = [
        "Microseconds of a call on the device alone, asked for back to back: ours a recorded graph that begins with the copy into the layout of the network; PyTorch's channels_last, cudnn.benchmark, the quicker of eager "
        "and CUDA graph. Gradients: forward, the input's and the parameters' gradient. The ratio is PyTorch's time by ours, above 1 ours is quicker; in brackets the turns apart. Shares are of the time that the "
        "slower of arithmetic and memory takes at the measured ceilings.", ""]
    for mode, title in [("forward", "Forward"), ("gradients", "Forward and both gradients")]:
        rows, ratios = [], []
        for (name, batch, which, variant), ours in times.items():
            if which != mode or variant != "ConvGen":
                continue
            layer = facts[name]
            theirs = [min(pair) for pair in zip(*[each for each in (times.get((name, batch, mode, other)) for other in ("eager", "graph")) if each])]
            inputs, outputs = math.prod(layer["input"]), math.prod(layer["output"])
            operations, memory = 2 * layer["multiply_accumulates"] * batch, batch * (inputs + outputs) + layer["parameters"]
            if mode == "gradients":
                operations, memory = 3 * operations, batch * (3 * inputs + 2 * outputs) + 3 * layer["parameters"]
            floor, us = floor_us(operations, memory, peaks, options), statistics.median(ours)
            each = [b / a for a, b in zip(ours, theirs)]
            if each:
                ratios.append(statistics.median(each))
            rows.append([
                layer["title"], batch, number(us), number(statistics.median(theirs)) if theirs else "–", f"**{statistics.median(each):.2f}** ({min(each):.2f}–{max(each):.2f})" if each else "–", share(floor, us),
                share(floor, statistics.median(theirs)) if theirs else "–", number(operations / us / 1e6)])
        text += [f"### {title}", "", *table(["layer", "batch", "ConvGen µs", "PyTorch µs", "PyTorch ÷ ConvGen", "of the ceiling", "PyTorch's share", "TFLOP/s"], rows)]
        if ratios:
            text += [f"Geometric mean of the ratios: {math.exp(statistics.mean(map(math.log, ratios))):.2f}.", ""]
    failures = [f"- {line['name']}, batch {line.get('batch', '–')} {line.get('variant', '')}: {line['error']}" for line in lines["layers"] if "error" in line and line.get("turn", 0) == 0]
    return text + failures + [""] * bool(failures)


def networks(lines, peaks, options):
    facts = {line["network"]: line for line in lines.get("check", []) if line["kind"] == "checked"}
    times = {}
    for line in lines["networks"] + lines.get("compile", []):
        if line["kind"] == "network" and "time" in line:
            times[line["network"], line["batch"], line["mode"], line["variant"]] = line["time"]
    text = [
        "Milliseconds of a call, the median of rounds with the least and the most in brackets; ratios are PyTorch's time by ours. On the device alone: recorded launches asked for back to back, one wait for many. With the "
        "host: each call waited for. A step is forward, cross-entropy, backward, and SGD with momentum.", ""]
    for mode, title in MODES.items():
        rows = []
        for (name, batch, which, variant), time_us in times.items():
            if which != mode or variant != "ConvGen":
                continue
            us, fact = time_us["median_us"], facts.get(name)
            floor = None
            if fact:
                steps = 3 if mode in ("step", "train") else 1
                floor = floor_us(2 * steps * fact["multiply_accumulates"] * batch, steps * (2 * batch * fact["layer_floats"] + fact["parameters"]), peaks, options)
            cells = [number(1e3 * batch / us * 1e3), share(floor, us)]
            for other in ("eager", "graph", "compile"):
                theirs = times.get((name, batch, mode, other))
                cells.append(f"**{theirs['median_us'] / us:.2f}**" if theirs else "–")
            rows.append([name, batch, f"{us / 1e3:.3f} ({time_us['min_us'] / 1e3:.3f}–{time_us['max_us'] / 1e3:.3f})", *cells])
        text += [f"### {title}", "", *table(["network", "batch", "ConvGen ms", "images/s", "of the ceiling", "eager ÷ ConvGen", "CUDA graph ÷ ConvGen", "torch.compile ÷ ConvGen"], rows)] if rows else []
    text += ["The ceiling of a network is that of its convolutions and dense layers, each of whose results is written and read once.", ""]
    failures = [f"- {line.get('network')}, batch {line.get('batch', '–')} {line.get('mode', '')} {line.get('variant', '')}: {line['error']}" for line in lines["networks"] + lines.get("compile", []) if "error" in line]
    return text + failures + [""] * bool(failures)


def launches(lines, peaks, options):
    groups = collections.defaultdict(list)
    for line in lines["launches"]:
        groups[line["network"], line["mode"], line["batch"]].append(line)
    text = ["The launches that take the most, each asked for back to back by itself.", ""]
    for (name, mode, batch), each in groups.items():
        total = sum(line["time"]["median_us"] for line in each)
        rows = [[line["name"], line["kernel"], line["segment"], line["blocks"], number(line["time"]["median_us"]), f"{100 * line['time']['median_us'] / total:.1f} %"] for line in sorted(each, key=lambda line: -line["time"]["median_us"])[:12]]
        text += [f"### {name}, {mode}, batch {batch}: {len(each)} launches, {total / 1e3:.3f} ms together", "", *table(["launch", "kernel", "segment", "blocks", "µs", "share"], rows, left=4)]
    return text
