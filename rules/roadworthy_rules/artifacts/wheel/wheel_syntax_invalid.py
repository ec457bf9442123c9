from collections.abc import Iterator

from roadworthy import Finding, Severity, WheelCode, rule


@rule(Severity.ERROR, since="0.1")
def wheel_syntax_invalid(code: WheelCode) -> Iterator[Finding]:
    """A module in a wheel is not valid Python.

    Whatever imports it fails, and installers say so while they compile it. Mend it, or leave it out. Modules
    that can be imported are judged, for as long as this Python is one that the wheel is for; templates,
    samples, vendored code and tests are not, nor what only a later Python knows. Of a large wheel the outer
    modules are read.

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
