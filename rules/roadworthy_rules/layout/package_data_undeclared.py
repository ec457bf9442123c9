import re
from collections.abc import Iterator

from roadworthy import DistributionContents, Finding, Location, Severity, Tree, counted, role_of, rule
from roadworthy_rules._names import named
from roadworthy_rules.layout._shared import is_left_out

#: What code reads at run time; sources of other languages, notes and figures often only lie there.
_READ = tuple(
    ".css .csv .html .j2 .jinja .jinja2 .joblib .js .json .onnx .parquet .pickle .pkl .sql .toml .tsv .yaml"
    " .yml".split()
)
#: Directories that frameworks look into by themselves.
_BY_CONVENTION = re.compile(r"(?:.*/)?(?:templates?|static|locales?|fixtures|translations)/.*", re.DOTALL)
#: Words in strings of code.
_WORDS = re.compile(r"[\w*-]+(?:\.[\w*-]+)*")


@rule(Severity.WARNING, since="0.1")
def package_data_undeclared(contents: DistributionContents, tree: Tree) -> Iterator[Finding]:
    """A data file in the package is not installed.

    By default, setuptools installs only `.py` files. It installs other files only if `package-data`,
    `MANIFEST.in` or a Git plugin includes them. The file exists in the checkout, so tests pass, but opening
    it fails after installation. Declare it:

        [tool.setuptools.package-data]
        churn = ["*.yaml"]

    A pattern matches only its own directory: use `data/**/*` to include subdirectories such as `data/maps/`.
    In a project with only a `setup.py`, `MANIFEST.in` adds files to the wheel only with
    `include_package_data=True`.

    The rule reports files that the code reads: a module names the file or its kind, other files of the kind
    are installed, or a framework looks for them (`templates`, `static`). It ignores `py.typed`. It stays
    silent for other backends, and when code or a plugin decides which files are packaged.

    ```toml bad
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"
    ```
    ```python src/churn/__init__.py bad
    from importlib.resources import files

    SETTINGS = files(__name__).joinpath("settings.yaml").read_text()
    ```
    ```text src/churn/settings.yaml bad
    rate: 0.1
    ```
    ```text src/churn/templates/index.html bad
    <p>
    ```
    ```toml good
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"

    [tool.setuptools.package-data]
    churn = ["*.yaml"]
    ```
    ```python src/churn/__init__.py good
    from importlib.resources import files

    SETTINGS = files(__name__).joinpath("settings.yaml").read_text()
    ```
    ```text src/churn/notes/sketch.html good
    <p>
    ```
    ```text src/churn/settings.yaml good
    rate: 0.1
    ```
    ```text src/churn/py.typed good
    ```

    ```toml good
    [build-system]
    requires = ["setuptools", "setuptools-scm"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"
    ```
    ```python src/churn/__init__.py good
    ```
    ```text src/churn/settings.yaml good
    rate: 0.1
    ```

    ```toml good
    [project]
    name = "churn"
    ```
    ```text MANIFEST.in good
    recursive-include src *.html
    include src/churn/*.yaml
    ```
    ```python src/churn/__init__.py good
    ```
    ```text src/churn/settings.yaml good
    rate: 0.1
    ```
    ```text src/churn/pages/index.html good
    <p>
    ```

    A package does not read the specification that it was generated from.

    ```toml good
    [project]
    name = "churn"
    ```
    ```python src/churn/__init__.py good
    import json
    from churn import client
    ```
    ```python src/churn/client/__init__.py good
    ```
    ```text src/churn/client/openapi_spec.json good
    {}
    ```
    """
    # An unpacked sdist lists its files, and installs them all.
    if contents.backend != "setuptools" or not contents.wheel.is_certain or "PKG-INFO" in tree.files:
        return
    sources = contents.wheel.sources
    tops = [top for top in contents.tops.values() if not is_left_out(top, contents, tree)]
    lost = [
        path
        for path in tree.files
        if path.endswith(_READ) and path not in sources and any(path.startswith(f"{top}/") for top in tops)
        if role_of(f"x/{path}") == "source" or role_of(path) == "source"
    ]
    # The sources of a front end are not what the package reads.
    pages = tuple(path.removesuffix("package.json") for path in lost if path.endswith("/package.json"))
    lost = [path for path in lost if not path.startswith(pages)] if pages else lost
    if lost:
        words, shipped = _words(tree, contents), {_kind(path) for path in sources}
        lost = [
            path
            for path in lost
            if _BY_CONVENTION.fullmatch(path) or _kind(path) in shipped or _is_named(path, words, tree)
        ]
    if lost:
        yield Finding(
            f"{counted(len(lost), 'file')} would not be installed: {named(lost)}", Location(lost[0])
        )


def _words(tree: Tree, contents: DistributionContents) -> frozenset[str]:
    """Return the words of what is shipped and of what says so, `*.yaml` and `settings.yaml` among them."""
    said = [path for path in ("MANIFEST.in", "pyproject.toml", "setup.cfg", "setup.py") if path in tree.files]
    texts = (tree.text(path, strict=False) for path in (*said, *sorted(set(contents.wheel.modules.values()))))
    return frozenset(word for text in texts for word in _WORDS.findall(text))


def _kind(path: str) -> tuple[str, str]:
    """Return a file's directory at the root, and its suffix."""
    return path.partition("/")[0], path.rpartition(".")[2]


def _is_named(path: str, words: frozenset[str], tree: Tree) -> bool:
    """Tell whether code names a file, its stem, or what its directory holds of its kind.

    The name of a package stands in imports as well.
    """
    directory, _, name = path.rpartition("/")
    stem, _, suffix = name.partition(".")
    whole = directory.rpartition("/")[2]
    if not words.isdisjoint((name, f"*.{suffix}")) or {stem, suffix} <= words:
        return True
    return {whole, suffix} <= words and f"{directory}/__init__.py" not in tree.files
