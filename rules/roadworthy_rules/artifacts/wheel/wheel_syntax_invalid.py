from collections.abc import Iterator

from roadworthy import Finding, Severity, WheelCode, rule


@rule(Severity.ERROR, since="0.1")
def wheel_syntax_invalid(code: WheelCode) -> Iterator[Finding]:
    """A module in a wheel is not valid Python.

    Every import of the module fails, and installers print an error when they compile it. Correct the module,
    or exclude it.

    The rule checks importable modules if the Python that runs Roadworthy is one the wheel supports. It
    ignores templates, samples, vendored code, tests, and syntax of later Python versions. In a large wheel it
    checks only the modules of entry points and those closest to the top level.

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo/model.py" = "def train(\\n" }
    ```

    ```wheel bad
    files = { "demo/__init__.py" = "print 'hello'\\n" }
    metadata = { Requires-Python = ">=3.8" }
    ```

    ```wheel good
    tag = "py2.py3-none-any"
    files = { "demo/__init__.py" = "print 'hello'\\n" }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/templates/__init__.py" = "", "demo/templates/a.py" = "{{ a }}(" }
    ```
    """
    for module in code.modules:
        if module.fault:
            yield Finding(f"`{module.member}` {module.fault}", code.wheel.at(module.member))
