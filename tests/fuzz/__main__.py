"""Tries many inputs: `python -m tests.fuzz --seconds 1200 --start 0`. What went wrong is told once."""

from __future__ import annotations

import argparse
import sys
import time

from tests.fuzz.run import Input, Trouble, tried_together
from tests.fuzz.seeds import seeds

#: Inputs of one project, by kind, where that is more than one.
_MANY = {"notebook": 10, "prose": 4, "python": 20, "recipe": 5, "requirements": 6, "yaml": 8}
#: Kinds that come in every so many projects only, for they take as long as all others together.
_SELDOM = {"recipe": 3}


def main() -> int:
    """Try inputs of every kind in turn until the time is over; 1 where anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--inputs", type=int, default=10**9, help="of all kinds together")
    parser.add_argument("--start", type=int, default=0, help="the number of each kind's first input")
    parser.add_argument("--kind", choices=sorted(seeds()), action="append")
    options = parser.parse_args()
    start = time.monotonic()
    end = start + options.seconds
    found: dict[str, Trouble] = {}
    done = 0
    kinds = options.kind or list(seeds())
    numbers = dict.fromkeys(kinds, options.start)
    waiting: list[Input] = []
    rounds = 0
    while done < options.inputs and time.monotonic() < end:
        inputs = waiting
        for kind in kinds:
            if rounds % _SELDOM.get(kind, 1) and len(kinds) > 1:
                continue
            # Kinds of which many fit into one project come several at a time.
            for _ in range(_MANY.get(kind, 1) if kind not in dict(waiting) else 0):
                inputs.append((kind, numbers[kind]))
                numbers[kind] += 1
        troubles, waiting = tried_together(inputs)
        rounds += 1
        done += len(inputs) - len(waiting)
        for trouble in troubles:
            if found.setdefault(trouble.what, trouble) is trouble:
                print(f"{trouble.kind} {trouble.number}: {trouble.what}\n{trouble.detail}", flush=True)
        if rounds % 200 == 0:
            print(f"{time.monotonic() - start:.0f} s: {done} inputs, {numbers}", file=sys.stderr, flush=True)
    print(f"{done} inputs in {time.process_time():.0f} s of processor time, {len(found)} faults", flush=True)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
