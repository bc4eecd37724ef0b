#!/usr/bin/env python3
"""Measures how long a small campaign waits for a large one that came first.

Needs only Python. Starts nothing: run ./shakedown up first, with --workers 2 for the figures in docs/performance.md.
Submits a campaign of JOBS jobs of one step on 32x32 pixels, and, once a tenth of it has ended, one of 10 jobs. Prints
how many of the large campaign's jobs workers ended between the submission of the small one and the end of its last
job, and when result-store had stored the small one.

    lab/http/fair_shares.py http://127.0.0.1:8080 --jobs 5000
"""

import argparse
import csv
import datetime
import io
import json
import time
import urllib.request
import zlib


def png(width, height, value):
    """A PNG of one grey value."""
    def chunk(kind, data):
        body = kind + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    rows = b"".join(b"\0" + bytes((value + x * y) % 256 for x in range(3 * width)) for y in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def call(base, path, body=None, media_type="application/json"):
    request = urllib.request.Request(base + path, body, {"Content-Type": media_type} if body else {})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def submit(base, name, image, jobs, network):
    document = {
        "name": name,
        "images": [{"name": "grey", "sha256": image}],
        "blurs": [{"kernel": {"type": "gaussian", "size": 5, "sigma": 1}}],
        "networks": [network],
        "attacks": [{"type": "untargeted", "steps": 1}],
        "budgets": [round(1 + i / 1000, 3) for i in range(jobs)],
    }
    return call(base, "/api/v1/campaigns", json.dumps(document).encode())["id"]


def ended(base, campaign):
    status = call(base, "/api/v1/campaigns/" + campaign)
    return status["succeeded"] + status["failed"], status


def finished(store, campaign):
    """When workers ended each job of a campaign."""
    with urllib.request.urlopen(f"{store}/api/v1/campaigns/{campaign}/results.csv", timeout=600) as answer:
        rows = csv.DictReader(io.TextIOWrapper(answer, encoding="utf-8"))
        return [datetime.datetime.fromisoformat(row["finished_at"].replace("Z", "+00:00")) for row in rows]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--jobs", type=int, default=5000)
    parser.add_argument("--network", default="wiener")
    arguments = parser.parse_args()
    base = arguments.url.rstrip("/")
    image = call(base, "/api/v1/images", png(32, 32, int(time.time()) % 200), "image/png")["sha256"]
    stamp = int(time.time())
    large = submit(base, f"large-{stamp}", image, arguments.jobs, arguments.network)
    begun = time.monotonic()
    while ended(base, large)[0] < arguments.jobs / 10:
        time.sleep(0.2)
    other = call(base, "/api/v1/images", png(32, 32, int(time.time()) % 200 + 1), "image/png")["sha256"]
    small = submit(base, f"small-{stamp}", other, 10, arguments.network)
    submitted = datetime.datetime.now(datetime.timezone.utc)
    while ended(base, small)[0] < 10:
        time.sleep(0.05)
    stored = (datetime.datetime.now(datetime.timezone.utc) - submitted).total_seconds()
    while ended(base, large)[0] < arguments.jobs:
        time.sleep(0.5)
    took = time.monotonic() - begun
    store = call(base, "/api/v1")["resultStore"]
    last = max(finished(store, small))
    between = sum(submitted <= time <= last for time in finished(store, large))
    print(f"workers ended the small campaign's last job after {(last - submitted).total_seconds():.1f} s; meanwhile"
          f" {between} of {arguments.jobs} jobs of the large one ended ({100 * between / arguments.jobs:.1f} %)")
    print(f"the small campaign was stored after {stored:.1f} s")
    print(f"the large one took {took:.0f} s: {arguments.jobs / took:.0f} jobs/s")


if __name__ == "__main__":
    main()
