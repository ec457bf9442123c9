"""Tries many inputs: `python -m tests.fuzz --seconds 1200 --start 0`. What went wrong is told once."""

from __future__ import annotations

import argparse
import sys
import time

from tests.fuzz.run import Trouble, tried
from tests.fuzz.seeds import seeds


def main() -> int:
    """Try inputs of every kind in turn until the time is over; 1 where anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--inputs", type=int, default=10**9, help="of each kind")
    parser.add_argument("--start", type=int, default=0, help="the number of the first input")
    parser.add_argument("--kind", choices=sorted(seeds()), action="append")
    options = parser.parse_args()
    end = time.monotonic() + options.seconds
    found: dict[str, Trouble] = {}
    done = 0
    for number in range(options.start, options.start + options.inputs):
        for kind in options.kind or seeds():
            if time.monotonic() > end:
                break
            done += 1
            trouble = tried(kind, number)
            if trouble is not None and found.setdefault(trouble.what, trouble) is trouble:
                print(f"{kind} {number}: {trouble.what}\n{trouble.detail}", flush=True)
        else:
            continue
        break
    print(f"{done} inputs, {len(found)} faults", flush=True)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
