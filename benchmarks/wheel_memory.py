"""How much memory it takes to check a wheel of 500 MB: the bar is 300 MB resident.

    python benchmarks/wheel_memory.py [--megabytes 500]

The wheel is made on the fly in a temporary directory, of members that do not compress: half of them are
stored, half deflated; two look like native code, and one is Python that is far too large. The exit
code is 1 over the bar.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import os
import random
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

BAR = 300
MEMBERS = 10
INFO = "big-1.0.dist-info"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.write:
        write(given.write, given.megabytes)
        return 0
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "big-1.0-py3-none-any.whl"
        # Another process writes it: what this one holds would count as the child's before it starts.
        options = ["--megabytes", str(given.megabytes), "--write", str(path)]
        subprocess.run([sys.executable, __file__, *options], check=True)
        size = path.stat().st_size / 1e6
        command = [sys.executable, "-m", "roadworthy", "check", str(path)]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said = child.stdout.read().decode() if child.stdout else ""
        _, _, usage = os.wait4(child.pid, 0)
    print(said.strip().rpartition("\n")[2])
    # Linux counts in KiB, macOS in bytes.
    resident = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e6 / 1024)
    seconds = usage.ru_utime + usage.ru_stime
    print(
        f"a wheel of {size:.0f} MB: {resident:.0f} MB resident (bar {BAR}), {seconds:.1f} s of processor time"
    )
    return 1 if resident > BAR else 0


def write(path: Path, megabytes: int) -> None:
    """Write a sound wheel of about so many megabytes."""
    noise = random.Random(0)
    rows = []

    def add(archive: zipfile.ZipFile, name: str, data: bytes, method: int) -> None:
        archive.writestr(zipfile.ZipInfo(name), data, method)
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        rows.append(f"{name},sha256={digest},{len(data)}\n")

    with zipfile.ZipFile(path, "w") as archive:
        add(archive, "big/__init__.py", b"", zipfile.ZIP_STORED)
        for number in range(MEMBERS):
            data = noise.randbytes(megabytes * 1_000_000 // (MEMBERS + 1))
            if number < 2:
                data = b"\x7fELF" + data  # Native code, of which more is looked at.
            method = zipfile.ZIP_DEFLATED if number % 2 else zipfile.ZIP_STORED
            add(archive, f"big/part{number}.bin", data, method)
        text = base64.b64encode(noise.randbytes(megabytes * 750_000 // (MEMBERS + 1)))
        add(archive, "big/table.py", b'x = """' + text + b'"""\n', zipfile.ZIP_STORED)
        metadata = b"Metadata-Version: 2.4\nName: big\nVersion: 1.0\n"
        add(archive, f"{INFO}/METADATA", metadata, zipfile.ZIP_STORED)
        wheel = b"Wheel-Version: 1.0\nGenerator: benchmark\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        add(archive, f"{INFO}/WHEEL", wheel, zipfile.ZIP_STORED)
        archive.writestr(f"{INFO}/RECORD", "".join(rows) + f"{INFO}/RECORD,,\n")


if __name__ == "__main__":
    sys.exit(main())
