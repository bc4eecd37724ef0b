#!/usr/bin/env python3
"""Times job-api's calls that ask Kafka: pause, resume, cancel, unknown campaigns, readiness.

Needs only Python. Starts nothing: run ./shakedown up first. Submits CAMPAIGNS campaigns of few jobs, each with a name
of its own, and cancels them at the end. Prints milliseconds: the median, the 99th percentile and the longest, and the
statuses of the answers.

    lab/http/control_latency.py http://127.0.0.1:8080 --parallel 50
"""

import argparse
import collections
import http.client
import json
import pathlib
import statistics
import threading
import time
import urllib.parse

PHOTO = pathlib.Path(__file__).parents[2] / "examples" / "photos" / "small" / "astronaut.png"


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


def measure(name, callers, method, paths):
    """Makes the calls, one a path, with all callers at once, and prints how long they took."""
    paths = collections.deque(paths)
    took, statuses = [], collections.Counter()
    start = threading.Barrier(len(callers))

    def work(caller):
        start.wait()
        while True:
            try:
                path = paths.popleft()
            except IndexError:
                return
            status, _, seconds = caller.call(method, path)
            took.append(seconds * 1000)
            statuses[status] += 1

    threads = [threading.Thread(target=work, args=[caller]) for caller in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took.sort()
    percentile = took[min(len(took) - 1, int(len(took) * 0.99))]
    print(
        f"{name:34} {len(callers):3} at once  median {statistics.median(took):7.1f}  p99 {percentile:7.1f}"
        f"  max {took[-1]:7.1f} ms  {dict(statuses)}",
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
    options = parser.parse_args()
    callers = [Caller(options.api) for _ in range(options.parallel)]
    run = int(time.time())
    ids = [submit(callers[0], number, run) for number in range(options.campaigns)]
    unknown = [f"/api/v1/campaigns/{number:024x}" for number in range(1000)]
    controls = {
        action: [f"/api/v1/campaigns/{id}/{action}" for id in ids] for action in ("pause", "resume", "cancel")
    }
    for action in ("pause", "resume"):
        measure(action, callers[:1], "POST", controls[action][:10])
    measure("pause of an unknown campaign", callers[:1], "POST", [path + "/pause" for path in unknown[:10]])
    for number in (1, 2):
        for action in ("pause", "resume"):
            measure(f"{action}, round {number}", callers, "POST", controls[action])
    measure("cancel", callers, "POST", controls["cancel"])
    measure("cancel, is so already", callers, "POST", controls["cancel"] * 4)
    measure("pause of unknown campaigns", callers, "POST", [path + "/pause" for path in unknown[:200]])
    measure("status of unknown campaigns", callers, "GET", unknown[:500])
    measure("readiness", callers, "GET", ["/q/health/ready"] * 500)


if __name__ == "__main__":
    main()
