"""What the build of a wheel adds to it: the index of our packs, so that a run imports only what it uses.

A wheel that was built where the packs cannot be imported has none, and imports them all. In an editable
installation there is none either: a run makes its own, and keeps it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: Where a run looks for the index.
PLACE = "roadworthy/packs/index.json"
_SCRIPT = """\
import json, sys
sys.path[:0] = sys.argv[2:]
from roadworthy.commands.plugins import BUILTINS, GIVEN
from roadworthy.core.pack import Pack
from roadworthy.packs.index import index_of
from roadworthy.packs.load import load
packs = [Pack(*found) for found in json.loads(sys.argv[1])]
sys.stdout.buffer.write(index_of(load(BUILTINS, GIVEN, packs)) or b"")
"""


class IndexHook(BuildHookInterface[Any]):
    """Puts the index into a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the index, unless the installation is to be edited."""
        if version == "editable" or self.target_name != "wheel":
            return
        points = self.metadata.core.entry_points["roadworthy"]
        packs = [
            [name, module, "roadworthy", self.metadata.version] for name, module in sorted(points.items())
        ]
        # Not by PYTHONPATH: from that, pip takes out what the environment around the build has, too, as a
        # checkout that is installed to be edited.
        folders = (os.path.join(self.root, folder) for folder in ("src", "rules"))
        done = subprocess.run(
            [sys.executable, "-c", _SCRIPT, json.dumps(packs), *folders],
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.PIPE,
            check=False,
        )
        if done.returncode or not done.stdout:
            self.app.display_warning("no index of the packs: they could not be imported")
            return
        self._directory = tempfile.TemporaryDirectory()
        path = os.path.join(self._directory.name, "index.json")
        with open(path, "wb") as stream:
            stream.write(done.stdout)
        build_data["force_include"][path] = PLACE

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was only for the build."""
        if hasattr(self, "_directory"):
            self._directory.cleanup()
