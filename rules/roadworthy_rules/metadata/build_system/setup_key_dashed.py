from collections.abc import Iterator

from roadworthy import Finding, Location, SetupFiles, Severity, Tree, load_ini, rule


@rule(Severity.WARNING, since="0.1")
def setup_key_dashed(setup_files: SetupFiles, tree: Tree) -> Iterator[Finding]:
    """A key in `setup.cfg` contains a dash.

    setuptools 78.0 rejected keys such as `description-file` and `author-email`, so builds failed. Later
    versions only warn, and announce that they will reject the keys again. Use underscores: `description_file`
    and `author_email`.

    ```text setup.cfg bad
    [metadata]
    name = churn
    author-email = team@example.org
    ```
    ```text setup.cfg good
    [metadata]
    name = churn
    author_email = team@example.org

    [options.entry_points]
    console_scripts =
        churn-score = churn.cli:main
    ```
    """
    if "setup.cfg" not in tree.files:
        return
    for section in load_ini(tree, "setup.cfg"):
        if section.name not in ("metadata", "options"):
            continue
        for option in section.options:
            if "-" in option.name:
                plain = option.name.replace("-", "_")
                at = Location("setup.cfg", span=option.span)
                yield Finding(f"`{option.name}` contains a dash; setuptools expects `{plain}`", at)
