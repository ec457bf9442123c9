"""`python -m roadworthy`: the same as the command."""

import sys

# With `-m` the working directory is on the path, and a `json.py` of the inspected project would be run.
if sys.path and not sys.flags.safe_path:
    del sys.path[0]

from roadworthy.commands.cli import main

sys.exit(main())
