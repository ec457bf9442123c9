from collections.abc import Iterator

from roadworthy import Finding, Location, Profile, Repository, Severity, Span, Tree, and_more, rule
from roadworthy_rules.repository._commands import missing_in
from roadworthy_rules.repository._readmes import SIZE, clones_several, code_in, markdown_readme
from roadworthy_rules.repository._shared import tracked_files


@rule(Severity.WARNING, since="0.2")
def readme_command_broken(repository: Repository, profile: Profile, tree: Tree) -> Iterator[Finding]:
    """A command in the README names a file that the project does not have.

    Readers who follow the README stop at an error. Mostly the file was renamed, or was never committed.
    Correct the command, or add the file.

    The rule looks at commands such as `python train.py`, `bash run.sh`, `pip install -r requirements.txt` and
    `conda env create -f environment.yml`, in code of a README of Markdown, and reports them together. It
    stays silent if any directory of the project has a file of that name, if Git ignores it, if the README
    clones other repositories or the project has submodules, and for names such as `your_script.py`. The
    `manage.py` in the README of a library is that of the reader's own project.

    ```git bad
    tracked = ["README.md", "src/fit.py"]
    ```
    ```text README.md bad
    # Churn

    Install the libraries with `pip install -r requirements.txt`, and run `python train.py --epochs 7`.
    ```
    ```git good
    tracked = ["README.md", "src/train.py", "requirements.txt"]
    ```
    ```text README.md good
    # Churn

    Install the libraries with `pip install -r requirements.txt`, and run `cd src; python train.py`.

    Run your own code with `python your_script.py`.
    ```

    ```toml good
    [tool.roadworthy]
    profile = "library"
    ```
    ```git good
    tracked = ["README.md"]
    ```
    ```text README.md good
    Add the tables with `python manage.py migrate`.
    ```
    ```toml bad
    [tool.roadworthy]
    profile = "application"
    ```
    ```git bad
    tracked = ["README.md"]
    ```
    ```text README.md bad
    Add the tables with `python manage.py migrate`.
    ```
    """
    path = markdown_readme(repository, tree)
    if path is None:
        return
    tracked = tracked_files(repository)
    known = {name.rpartition("/")[2].lower() for name in (*tracked, *tree.files)}
    text = tree.text(path, SIZE, strict=False)
    if ".gitmodules" in tracked or clones_several(text):
        return
    found: dict[str, Location] = {}
    for written, start in code_in(text):
        for target, place in missing_in(written, known, tree):
            if profile.name == "library" and target.rpartition("/")[2] == "manage.py":
                continue
            line = text.count("\n", 0, start + place) + 1
            found.setdefault(target, Location(path, span=Span(line, 1, line, 1)))
    if found:
        first, *others = found.values()
        files = "files that do" if others else "a file that does"
        yield Finding(
            f"`{path}` has commands with {files} not exist: {and_more(list(found), 3)}",
            first,
            related=tuple(others[:10]),
        )
