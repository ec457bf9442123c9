import re
from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, counted, path_words, rule
from roadworthy_rules.notebooks._shared import is_work
from roadworthy_rules.notebooks._undefined import unused_imports

#: Imported for what importing them does: they register styles, accessors, projections or estimators.
_REGISTER = re.compile(
    r"(?:^|\.)(?:Axes3D|axes3d|cmocean|cufflinks|enable_\w+|geoviews|hvplot|hvsampledata|ipympl|itables|janitor"
    r"|japanize_matplotlib|janus|koreanize_matplotlib|matplotlib_fontja"
    r"|pandas_profiling|pint_pandas|pyforest|rioxarray|scienceplots|seaborn|swifter|tensorflow_text|xarray"
    r"|IPython|ipywidgets|nest_asyncio|openpyxl|pyarrow|readline|tqdm)(?:\.|$)"
)
#: Words in the names of notebooks that others run.
_SHARED = frozenset("common config helper helpers imports includes setup util utilities utils".split())


@rule(Severity.NOTE, since="0.1")
def notebook_import_unused(notebook: Notebook) -> Iterator[Finding]:
    """A notebook imports a name that it does not use.

    Readers install more packages than they need, and the notebook fails if one of them is no longer
    available. Remove the import.

    A name counts as used if it appears anywhere else in a cell, including magics and comments. The rule
    ignores imports that register something, and imports in a `try`. It reports a notebook once.

    ```notebook bad
    [[cells]]
    source = "import json\\nimport math"

    [[cells]]
    source = "print(math.pi)"
    ```
    ```notebook good
    [[cells]]
    source = "import json\\nfrom mpl_toolkits.mplot3d import Axes3D"

    [[cells]]
    source = "%time json.loads('1')"
    ```
    """
    # Others run a notebook of this name for the names that it brings.
    shared = not path_words(notebook.path.rpartition("/")[2]).isdisjoint(_SHARED)
    found = [] if shared or not is_work(notebook) else list(unused_imports(notebook))
    found = [(name, at) for name, at in found if not _REGISTER.search(name)]
    if found:
        names = ", ".join(f"`{name}`" for name, _ in found[:5])
        more = f" and {counted(len(found) - 5, 'more name')}" if len(found) > 5 else ""
        verb = "is" if len(found) == 1 else "are"
        others = tuple(at for _, at in found[1:])
        yield Finding(f"{names}{more} {verb} imported but not used", found[0][1], related=others)
