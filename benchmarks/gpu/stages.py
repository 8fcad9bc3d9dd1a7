"""A run of stages, each with a deadline, and what they found: kept after each of them, whatever the others do."""
import json
import os
import queue
import subprocess
import sys
import threading
import time

import report

HERE = os.path.dirname(os.path.abspath(__file__))
DRY_PATIENCE = 3  # the mock interprets


class Lab:
    """A run: what was found so far, and the time that is left."""

    def __init__(self, options):
        self.options = options
        self.folder = os.path.abspath(options.report)
        self.work = f"{self.folder}/work"
        self.torch = None  # what there is of it, once somebody asked
        self.end = time.monotonic() + options.minutes * 60
        self.results = {"options": vars(options), "stages": {}, "findings": []}
        os.makedirs(self.work, exist_ok=True)
        self.environment = {**os.environ, "CONVGEN_CACHE": options.cache or f"{self.work}/cubin", "PYTHONDONTWRITEBYTECODE": "1"}
        if options.dry:
            self.environment["CONVGEN_CUDA_LIBRARY"] = options.mock
        self.executable = f"{HERE}/bin/ConvGen.GpuLab"
        self.pack = options.pack or f"{HERE}/kernels.pack"
        self.networks = ["Dry", "LeNet5"] if options.dry else options.networks.split(",")

    def finding(self, text):
        text = " ".join(text.split())
        self.results["findings"].append(text)
        print(f"    FINDING: {text}", flush=True)

    def executable_command(self, *arguments):
        return [self.executable, *map(str, arguments)]

    def torch_command(self, *arguments):
        options = self.options
        return [sys.executable, f"{HERE}/torch_side.py", *map(str, arguments), "--precision", options.precision, *(["--dry"] if options.dry else [])]

    def timing(self):
        return ["--seconds", str(self.options.seconds), "--rounds", str(self.options.rounds)]

    def stage(self, name, limit, run):
        """Runs a stage, keeps what it says, and writes the report."""
        chosen = self.options.only.split(",") if self.options.only else None
        if chosen and name not in chosen:
            return
        left = self.end - time.monotonic()
        limit *= DRY_PATIENCE if self.options.dry else 1
        stage = self.results["stages"][name] = {"status": "done", "lines": []}
        if left < 3:
            stage["status"] = "left out: no time"
        else:
            print(f"{name} (at most {min(limit, left):.0f} s)", flush=True)
            begin = time.monotonic()
            deadline = begin + min(limit, left)
            try:
                run(Stage(self, name, stage, deadline))
            except Exception as error:  # the other stages are worth having whatever this one does
                stage["status"] = f"failed: {type(error).__name__}: {error}"
                self.finding(f"{name} {stage['status']}")
            stage["seconds"] = round(time.monotonic() - begin, 1)
            print(f"    {stage['status']}, {stage['seconds']} s", flush=True)
        self.save()

    def save(self):
        with open(f"{self.folder}/results.json", "w", encoding="utf-8") as file:
            json.dump(self.results, file, indent=1)
        with open(f"{self.folder}/report.md", "w", encoding="utf-8") as file:
            file.write(report.write(self.results))


class Stage:
    """A stage that runs: its deadline, and where its lines go."""

    def __init__(self, lab, name, results, deadline):
        self.lab, self.name, self.results, self.deadline = lab, name, results, deadline
        self.log = f"{lab.folder}/{name}.log"

    def keep(self, line):
        self.results["lines"].append(line)
        return line

    def out_of_time(self):
        if time.monotonic() >= self.deadline:
            self.results["status"] = "stopped: out of time"
            return True
        return False

    def lines(self, command, keep=True):
        """A program's lines as they come, then its exit code in self.code: None where it was stopped at the stage's end. Standard error goes to the stage's log."""
        self.code = None
        with open(self.log, "a", encoding="utf-8") as log:
            log.write(f"$ {' '.join(command)}\n")
            log.flush()
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=self.lab.environment)
            arrived = queue.Queue()
            threading.Thread(target=lambda: [arrived.put(line) for line in process.stdout] + [arrived.put(None)], daemon=True).start()
            try:
                while True:
                    try:
                        line = arrived.get(timeout=max(0.01, self.deadline - time.monotonic()))
                    except queue.Empty:
                        self.out_of_time()
                        return
                    if line is None:
                        self.code = process.wait()
                        return
                    line = json.loads(line)
                    yield self.keep(line) if keep else line
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()

    def run(self, command, keep=True):
        """All lines of a program, which is expected to end well."""
        lines = list(self.lines(command, keep))
        if self.code not in (0, None):
            self.lab.finding(f"{self.name}: {os.path.basename(command[0])} {' '.join(command[1:3])} ended with {self.code}: {self.last_words()}")
        return lines

    def last_words(self):
        with open(self.log, encoding="utf-8") as log:
            return (log.read().strip().splitlines() or [""])[-1][:400]

    def say(self, text):
        print(f"    {text}", flush=True)
