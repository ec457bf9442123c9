from collections.abc import Iterator

from roadworthy import (
    Dependency,
    Finding,
    ModuleSummary,
    NotebookSummary,
    Severity,
    and_more,
    path_words,
    rule,
)

_OF_PYWIN32 = ("pythoncom", "pythonwin", "pywintypes", "servicemanager", "win32")
#: Distributions that install on Windows alone, and what the modules that need them begin with.
_FOR_WINDOWS = {
    "pypiwin32": _OF_PYWIN32,
    "pywin32": _OF_PYWIN32,
    "pywinpty": ("winpty",),
    "tensorflow-intel": (),
    "windows-curses": ("curses",),
}
#: Code that imports one of these runs on Windows alone.
_WINDOWS = ("_winapi", "comtypes", "msvcrt", "pywinauto", "win10toast", "winreg", "winsound", "wmi")
_SYSTEMS = frozenset("nt win win32 win64 windows".split())


@rule(Severity.WARNING, since="0.3", handwritten=True)
def dependency_for_windows_only(
    dependencies: tuple[Dependency, ...],
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
) -> Iterator[Finding]:
    """A distribution for Windows is required everywhere.

    `pywin32` and the like have no wheels for Linux or macOS, so `pip install -r requirements.txt` fails in an
    image, in a pipeline and on other machines. They come from a `pip freeze` on Windows, where other
    distributions bring them. Delete the line, or add `; sys_platform == "win32"`.

    The rule knows pywin32, pypiwin32, pywinpty, windows-curses, and tensorflow-intel beside tensorflow. It
    stays silent if the code imports their modules or others of Windows, and if the file's name says Windows.

    ```requirements bad
    pandas==2.2.3
    pywin32==306
    pywinpty==2.0.13
    ```
    ```requirements bad
    tensorflow==2.15.0
    tensorflow-intel==2.15.0
    ```
    ```requirements good
    pandas==2.2.3
    pywin32==306; sys_platform == "win32"
    ```
    ```requirements good
    pywin32==306
    ```
    ```python report.py good
    import win32com.client

    excel = win32com.client.Dispatch("Excel.Application")
    ```
    """
    if not any(item.name in _FOR_WINDOWS for item in dependencies):
        return
    files: dict[str, list[Dependency]] = {}
    for item in dependencies:
        if item.manager in ("pyproject", "requirements") and _SYSTEMS.isdisjoint(path_words(item.at.file)):
            files.setdefault(item.at.file, []).append(item)
    imported = {item.module for module in modules for item in module.imports}
    imported |= {name for notebook in notebooks for name, _ in notebook.imports}
    if any(name.partition(".")[0] in _WINDOWS for name in imported):
        return
    for items in files.values():
        names = {item.name for item in items}
        found = [
            item
            for item in items
            if item.name in _FOR_WINDOWS
            and item.requirement is not None
            and item.requirement.marker is None
            and not any(name.startswith(start) for name in imported for start in _FOR_WINDOWS[item.name])
            and (item.name != "tensorflow-intel" or "tensorflow" in names)
        ]
        if found:
            first, *others = found
            fault = "install on Windows alone" if others else "installs on Windows alone"
            shown = and_more([item.name for item in found], 1)
            related = tuple(item.at for item in others[:10])
            yield Finding(f"{shown} {fault}, and no marker says so", first.at, related=related)
