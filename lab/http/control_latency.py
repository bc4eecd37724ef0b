#!/usr/bin/env python3
"""Times job-api's calls about campaigns, many at once: pause, resume, cancel, retry, status, unknown ids, readiness.

Needs only Python. Starts nothing: run ./shakedown up first. Submits CAMPAIGNS campaigns of few long jobs, each with a
name of its own, and cancels them at the end. Each round pauses, resumes, cancels and retries every campaign once, all
at the same time. Prints milliseconds: the median, the 99th percentile and the longest, and the statuses of the answers.

The first round and the others are printed apart: in the first, the services still load and compile their code. With
--data, the directory of ./shakedown up, also prints the processor milliseconds that a call took in each process of the
stack (Linux).

    lab/http/control_latency.py http://127.0.0.1:8080 --parallel 50 --rounds 6 --data target/shakedown
"""

import argparse
import collections
import http.client
import json
import os
import pathlib
import statistics
import threading
import time
import urllib.parse

PHOTO = pathlib.Path(__file__).parents[2] / "examples" / "photos" / "small" / "astronaut.png"
ACTIONS = ("pause", "resume", "cancel", "retry")

#: Seconds between two measurements, for the work that the calls before have caused.
PAUSE = 1


class Caller:
    """One connection that is kept open, as a client of a service has."""

    def __init__(self, base):
        address = urllib.parse.urlsplit(base)
        self.connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)

    def call(self, method, path, body=None, media_type="application/json"):
        """Returns the status, the body and the seconds from the call to the last byte."""
        begun = time.perf_counter()
        self.connection.request(method, path, body, {"Content-Type": media_type} if body else {})
        answer = self.connection.getresponse()
        content = answer.read()
        return answer.status, content, time.perf_counter() - begun


class Processors:
    """Processor time of the processes of a stack. A process belongs to it if its output goes into the data directory."""

    def __init__(self, data):
        self.data = data and pathlib.Path(data).resolve()

    def seconds(self):
        """Seconds so far by the name of the log."""
        used = collections.Counter()
        for process in pathlib.Path("/proc").glob("[0-9]*") if self.data else ():
            try:
                output = pathlib.Path(os.readlink(process / "fd" / "1"))
                fields = (process / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if self.data in output.parents:
                used[output.stem] += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return used


class Measurement:
    """Calls of one kind: how long each took, what was answered, and what they cost."""

    def __init__(self):
        self.took, self.statuses, self.processor = [], collections.Counter(), collections.Counter()

    def add(self, callers, method, paths, processors):
        """Makes the calls, one a path, with all callers at once."""
        paths = collections.deque(paths)
        start = threading.Barrier(len(callers))

        def work(caller):
            start.wait()
            while True:
                try:
                    path = paths.popleft()
                except IndexError:
                    return
                status, _, seconds = caller.call(method, path)
                self.took.append(seconds * 1000)
                self.statuses[status] += 1

        time.sleep(PAUSE)
        before = processors.seconds()
        threads = [threading.Thread(target=work, args=[caller]) for caller in callers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for process, seconds in processors.seconds().items():
            self.processor[process] += seconds - before[process]

    def show(self, name, parallel):
        self.took.sort()
        percentile = self.took[min(len(self.took) - 1, int(len(self.took) * 0.99))]
        costs = ", ".join(
            f"{process} {seconds * 1000 / len(self.took):.1f}" for process, seconds in sorted(self.processor.items())
        )
        print(
            f"{name:32} {parallel:3} at once  median {statistics.median(self.took):7.1f}  p99 {percentile:7.1f}"
            f"  max {self.took[-1]:7.1f} ms  {dict(self.statuses)}" + (f"  processor ms: {costs}" if costs else ""),
            flush=True,
        )


def submit(caller, number, run):
    """Submits a campaign of four long jobs that no other run has; returns its id."""
    _, image, _ = caller.call("POST", "/api/v1/images", PHOTO.read_bytes(), "image/png")
    document = {
        "schema": 1,
        "name": f"latency {run} {number}",
        "images": [{"name": "a", "sha256": json.loads(image)["sha256"]}],
        "blurs": [{"kernel": {"type": "camera-shake", "size": 9, "seed": number}}],
        "networks": ["wiener"],
        "attacks": [{"type": "untargeted", "steps": 20000}],
        "budgets": [1, 2, 4, 8],
    }
    status, answer, _ = caller.call("POST", "/api/v1/campaigns", json.dumps(document))
    if status not in (200, 202):
        raise SystemExit(answer.decode())
    return json.loads(answer)["id"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("api")
    parser.add_argument("--parallel", type=int, default=50)
    parser.add_argument("--campaigns", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--data", help="the data directory of the stack, for processor time")
    options = parser.parse_args()
    callers = [Caller(options.api) for _ in range(options.parallel)]
    processors = Processors(options.data)
    run = int(time.time())
    ids = [submit(callers[0], number, run) for number in range(options.campaigns)]
    campaigns = [f"/api/v1/campaigns/{id}" for id in ids]
    unknown = [f"/api/v1/campaigns/{number:024x}" for number in range(1000)]

    def measure(name, callers, method, paths):
        measurement = Measurement()
        measurement.add(callers, method, paths, processors)
        measurement.show(name, len(callers))

    for title, rounds in (("first round", 1), ("later rounds", options.rounds - 1)):
        measurements = collections.defaultdict(Measurement)
        for _ in range(rounds):
            for action in ACTIONS:
                measurements[action].add(callers, "POST", [f"{path}/{action}" for path in campaigns], processors)
        for action, measurement in measurements.items():
            measurement.show(f"{action}, {title}", len(callers))
    for action in ACTIONS:
        measure(action, callers[:1], "POST", [f"{path}/{action}" for path in campaigns[:20]])
    for action in ACTIONS[:3]:
        measure(f"{action} of one campaign", callers, "POST", [f"{campaigns[0]}/{action}"] * len(callers))
    measure("status", callers, "GET", campaigns * 10)
    measure("cancel", callers, "POST", [f"{path}/cancel" for path in campaigns])
    measure("cancel, is so already", callers, "POST", [f"{path}/cancel" for path in campaigns * 4])
    measure("pause of unknown campaigns", callers, "POST", [f"{path}/pause" for path in unknown[:200]])
    measure("pause of an unknown campaign", callers[:1], "POST", [f"{path}/pause" for path in unknown[:20]])
    measure("status of unknown campaigns", callers, "GET", unknown[:500])
    measure("readiness", callers, "GET", ["/q/health/ready"] * 500)


if __name__ == "__main__":
    main()
