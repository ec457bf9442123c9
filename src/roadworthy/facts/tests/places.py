"""What strings in tests and in what they reach name: files, modules, commands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

#: Names of what starts a program or runs a file, and of what looks for files in a directory.
STARTERS = frozenset(
    "AppTest DagBag ExecutePreprocessor LaunchDescription NotebookClient Popen SourceFileLoader call_command"
    " check_call check_output create_subprocess_exec create_subprocess_shell exec execute_notebook execfile"
    " module_from_spec pexpect pipx popen pytester run_module run_path run_script runpy script_runner shell"
    " spawn spec_from_file_location subprocess system testbook testdir".split()
)
_LISTERS = frozenset(
    "DagBag glob iglob iter_modules iterdir listdir rglob scandir walk walk_packages".split()
)
#: Suffixes of what can be started.
_CODE = (".py", ".ipynb")


class Places:
    """The files of a tree that strings may name, by their last part, and the directories of those apart."""

    def __init__(self, paths: Iterable[str], apart: frozenset[str]) -> None:
        """Index `paths`; those `apart` belong to no package."""
        self._by_name: dict[str, list[str]] = {}
        self._below: dict[str, list[str]] = {}
        self._apart = apart
        #: The files that hold commands of Django, by the command's name.
        self.commands: dict[str, str] = {}
        for path in paths:
            *parents, name = path.split("/")
            self._by_name.setdefault(name, []).append(path)
            if parents[-2:] == ["management", "commands"] and not name.startswith("_"):
                self.commands[name.removesuffix(".py")] = path
            for length in range(1, len(parents) + 1):
                self._below.setdefault("/".join(parents[:length]), []).append(path)
        self._folders: dict[str, list[str]] = {}
        for folder in self._below:
            self._folders.setdefault(folder.rpartition("/")[2], []).append(folder)

    def files(self, text: str, started: bool) -> Iterator[str]:
        """Yield the files that a string may name; one in a package by its name alone where files are started.

        Of `__init__.py` alone there are too many for it to mean one.
        """
        text = _trimmed(text)
        if not text.endswith(_CODE) or text == "__init__.py":
            return
        for path in self._by_name.get(text.rpartition("/")[2], ()):
            if path == text or (
                path.endswith(f"/{text}") and ("/" in text or started or path in self._apart)
            ):
                yield path

    def directory(self, text: str) -> Iterator[str]:
        """Yield the files apart in the directories that a string may name."""
        text = _trimmed(text)
        for folder in self._folders.get(text.rpartition("/")[2], ()):
            if folder == text or folder.endswith(f"/{text}"):
                yield from (path for path in self._below[folder] if path in self._apart)

    def package(self, folder: str) -> list[str]:
        """Return the files in a directory, at whatever depth."""
        return self._below.get(folder, [])


def lists(names: Iterable[str]) -> bool:
    """Tell whether names are met of what looks for files."""
    return not _LISTERS.isdisjoint(names)


def _trimmed(text: str) -> str:
    text = text.partition("::")[0].replace("\\", "/")
    parts = [part for part in text.split("/") if part not in ("", ".", "..", "~") and "{" not in part]
    return "/".join(parts)
