from collections.abc import Iterator

from roadworthy import Finding, PublicFunction, Severity, and_more, counted, rule

#: How many functions the finding names.
_NAMED = 3


@rule(Severity.NOTE, since="0.2")
def function_uncalled(functions: tuple[PublicFunction, ...]) -> Iterator[Finding]:
    """No code calls a function of an application.

    Readers and tools keep it up to date for nothing, and nobody would notice if it is broken. Delete it: the
    Git history keeps it.

    The rule looks for the names of public functions and methods in all code, notebooks and commands of an
    application with tests, and reports those that nothing names and no test reaches, once a project. It
    ignores libraries, because others may call their functions, and modules that no other module imports,
    because a framework may load them.

    ```toml bad
    [tool.roadworthy]
    profile = "application"
    ```
    ```python src/demo/run.py bad
    from demo.model import fit

    print(fit([1]))
    ```
    ```python src/demo/model.py bad
    def fit(rows):
        return rows

    def export(model):
        return str(model)
    ```
    ```python tests/test_model.py bad
    from demo.model import fit

    def test_fit():
        assert fit([1]) == [1]
    ```
    ```toml good
    [tool.roadworthy]
    profile = "library"
    ```
    ```python src/demo/run.py good
    from demo.model import fit

    print(fit([1]))
    ```
    ```python src/demo/model.py good
    def fit(rows):
        return rows

    def export(model):
        return str(model)
    ```
    ```python tests/test_model.py good
    from demo.model import fit

    def test_fit():
        assert fit([1]) == [1]
    ```
    ```toml good
    [tool.roadworthy]
    profile = "application"
    ```
    ```python src/demo/__init__.py good
    def fit(rows):
        return rows

    def setup_platform(host):
        return host.start(fit)
    ```
    ```python tests/test_model.py good
    from demo import fit

    def test_fit():
        assert fit([1]) == [1]
    ```
    """
    dead = [function for function in functions if function.dead and not function.tested]
    if dead:
        names = [function.name for function in dead]
        message = f"no code calls `{names[0]}`"
        if len(dead) > 1:
            message = f"no code calls {counted(len(dead), 'function')}: {and_more(names, _NAMED)}"
        yield Finding(message, dead[0].at, related=tuple(function.at for function in dead[1:]))
