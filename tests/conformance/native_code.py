"""Hold what is read of native code in wheels against pyelftools, macholib and pefile.

    python tests/conformance/native_code.py WHEEL ...

Run it by hand, where Roadworthy and those three are installed; the wheels are whatever lies at hand. Each
library, program and slice must give the same machine, libraries, versions, paths and symbols. What Roadworthy
does not keep of files larger than its limit, and what pefile gives up on in files with many imports, differs
and is said to. The exit code is 1 if anything else does.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from elftools.elf.elffile import ELFFile

from roadworthy import Native, NativeSlice
from roadworthy.core import limits
from roadworthy.core.verdicts import Verdicts
from roadworthy.facts.artifacts.listed import WheelFile
from roadworthy.facts.artifacts.wheel import wheel
from roadworthy.tree.tree import NamedArtifacts

MACHINES: dict[str | int, str] = {
    "EM_X86_64": "x86_64",
    "EM_386": "i686",
    "EM_AARCH64": "aarch64",
    "EM_ARM": "armv7l",
    7: "i386",
    0x1000007: "x86_64",
    0x100000C: "arm64",
    0x14C: "win32",
    0x8664: "win_amd64",
    0xAA64: "win_arm64",
}
#: How many imports of one file pefile reads.
PEFILE_IMPORTS = 0x1000
Read = Mapping[str, object]


def by_elftools(data: bytes, part: NativeSlice) -> Iterator[Read]:
    """Yield what pyelftools says of an ELF file."""
    file: Any = ELFFile(io.BytesIO(data))
    tags = [tag for segment in file.iter_segments("PT_DYNAMIC") for tag in segment.iter_tags()]
    versions = file.get_section_by_name(".gnu.version_r")
    needs = [one for _, several in (versions.iter_versions() if versions else ()) for one in several]
    read: dict[str, object] = {
        "needed": tuple(tag.needed for tag in tags if tag.entry.d_tag == "DT_NEEDED"),
        "versions": tuple(dict.fromkeys(one.name for one in needs if not one["vna_flags"] & 2)),
        "debug": sum(one["sh_size"] for one in file.iter_sections() if re.match(r"\.z?debug_", one.name)),
    }
    if file["e_machine"] in MACHINES:
        read["machine"] = MACHINES[file["e_machine"]]
    if part.imports is not None:
        symbols = file.get_section_by_name(".dynsym").iter_symbols()
        read["imports"] = {
            one.name
            for one in symbols
            if one.name.startswith(("Py", "_Py"))
            and one["st_shndx"] == "SHN_UNDEF"
            and one["st_info"]["bind"] == "STB_GLOBAL"
        }
    yield read


def by_macholib(data: bytes, part: NativeSlice) -> Iterator[Read]:
    """Yield what macholib says of each slice; it reads files by their names alone."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        headers = import_module("macholib.MachO").MachO(file.name).headers
    for header in headers:
        read: dict[str, Any] = {"machine": MACHINES[int(header.header.cputype)], "needed": (), "paths": ()}
        for load, command, text in header.commands:
            if load.cmd in (0xC, 0x80000018, 0x8000001F, 0x80000023, 0x8000001C):
                key = "paths" if load.cmd == 0x8000001C else "needed"
                read[key] += (text.rstrip(b"\0").decode(),)
            elif load.cmd == 0x24 or (load.cmd == 0x32 and int(command.platform) == 1):
                oldest = int(command.version if load.cmd == 0x24 else command.minos)
                read["macos"] = (oldest >> 16, oldest >> 8 & 0xFF)
        yield read


def by_pefile(data: bytes, part: NativeSlice) -> Iterator[Read]:
    """Yield what pefile says of a PE file, or nothing where it has too many imports for it."""
    file = import_module("pefile").PE(data=data, fast_load=True)
    file.parse_data_directories([1])
    listed = getattr(file, "DIRECTORY_ENTRY_IMPORT", [])
    if sum(len(library.imports) for library in listed) < PEFILE_IMPORTS:
        read = {"needed": tuple(library.dll.decode() for library in listed)}
        clr = file.OPTIONAL_HEADER.DATA_DIRECTORY[14].VirtualAddress
        yield read if clr else {**read, "machine": MACHINES[file.FILE_HEADER.Machine]}


READERS = {"ELF": by_elftools, "Mach-O": by_macholib, "PE": by_pefile}


def differences(native: Native, data: bytes) -> Iterator[str]:
    """Yield what the other readers say otherwise of one member."""
    if not native.slices:
        yield "it could not be read"
        return
    if native.slices[0].kind == "other":
        return
    for part, read in zip(native.slices, READERS[native.format](data, native.slices[0]), strict=False):
        for name, value in read.items():
            if getattr(part, name) != value:
                yield f"{name} is {getattr(part, name)!r:.100}, and elsewhere {value!r:.100}"


def main() -> int:
    """Compare, and print what differs."""
    counted = faults = 0
    for path in sys.argv[1:]:
        read = wheel(WheelFile(path, Path(path).stat().st_size), NamedArtifacts((path,)), Verdicts())
        with zipfile.ZipFile(path) as archive:
            for native in read.contents.natives:
                data = archive.read(native.name)
                counted += 1
                for text in differences(native, data):
                    large = len(data) > limits.BINARY_SIZE
                    faults += not large
                    print(f"{Path(path).name}: {native.name}: {text}" + " (too large)" * large)
    print(f"{counted} files of native code, {faults} differences")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
