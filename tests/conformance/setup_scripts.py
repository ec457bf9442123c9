"""Read the setup.py of real sdists that build today, and say of none that its build would not start.

    python tests/conformance/setup_scripts.py DIRECTORY [--download] [NAME ...]

`--download` has pip fetch the newest sdist of each name (default: `NAMES`), which prepares its metadata in a
clean environment and keeps only what it could prepare. Each sdist there that has a setup.py is unpacked as a
checkout, and the rules below judge it. A line a project; the exit code is 1 where one is said to stop.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from roadworthy.commands.run import Request, check
from roadworthy.testing.pages import plugins
from tests.conformance.contents import unpacked

#: Old and young, known and little known.
NAMES = (
    "pyperclip python-slugify unidecode feedparser html2text texttable pyfiglet emoji pyserial paho-mqtt"
    " pexpect ptyprocess sh retrying schedule parsedatetime pytz peewee sqlparse mock pyquery cssselect"
    " mechanize docutils wordcloud jieba pycodestyle pyflakes radon configobj anyjson pysftp python-nmap"
    " pyasn1 ecdsa httplib2 bottle web.py blessings click-default-group cmarkgfm colorlog cligj affine"
    " munch munkres nameparser netaddr num2words oauthlib ordered-set pathtools ply polib progressbar2"
    " publicsuffix2 pycparser pydot pyjwt pymysql pyphen python-json-logger pyxdg ratelimit rfc3986"
    " simplegeneric stringcase tabulate textdistance toml ttystatus unicodecsv uritemplate validators"
    " visitor vobject wget whichcraft wrapt xlrd xlwt zope.interface"
).split()
#: The rules that say of a build that it stops.
STOPS = (
    "build-backend-too-old",
    "build-file-not-shipped",
    "build-import-undeclared",
    "build-module-unreachable",
    "dynamic-requirements-invalid",
    "license-classifier-refused",
    "license-expression-refused",
    "setuptools-feature-removed",
    "setuptools-table-invalid",
    "package-ambiguous",
    "package-not-found",
)


def main() -> int:
    """Judge all, and print a line for each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--download", action="store_true")
    given = parser.parse_args()
    if given.download:
        given.directory.mkdir(parents=True, exist_ok=True)
        for name in given.names or NAMES:
            command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary=:all:"]
            subprocess.run([*command, "-d", given.directory, name], capture_output=True, check=False)
    read = wrong = 0
    for file in sorted(given.directory.glob("*.tar.gz")):
        with tempfile.TemporaryDirectory() as directory:
            root = unpacked(file, Path(directory) / "source")
            if not (root / "setup.py").is_file():
                continue
            projects = check(Request((str(root),), plugins=plugins())).projects
        # Where a project's own packages hold others, only what is built counts.
        said = [
            f"{finding.rule} at {finding.place.line}: {finding.message}"
            for project in projects[:1]
            for finding in project.findings
            if finding.rule in STOPS
        ]
        read, wrong = read + 1, wrong + bool(said)
        print(f"{file.name.removesuffix('.tar.gz')[:40]:40} {'; '.join(said)[:300] or 'starts'}", flush=True)
    print(f"{read} read, {wrong} said to stop")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
