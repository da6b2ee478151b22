"""Answers the requests of a benchmark, one line of JSON each; the same protocol as serveTurns.mjs."""

import json
import sys
import time


def serve_turns(step, digest):
    answer({"ready": True})
    for line in sys.stdin:
        request = json.loads(line)
        answer({"digest": digest()} if request.get("digest") else take_steps(step, request))


def answer(value):
    print(json.dumps(value), flush=True)


def take_steps(step, request):
    steps = request.get("steps", float("inf"))
    limit = request.get("milliseconds", float("inf"))
    values, times = [], []
    while len(values) < steps and (sum(times) < limit or not values):
        start = time.perf_counter()
        values.append(step())
        times.append(1000 * (time.perf_counter() - start))
    return {"values": values, "milliseconds": times}
