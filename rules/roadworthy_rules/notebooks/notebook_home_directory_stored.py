import re
from collections.abc import Iterator

from roadworthy import Finding, Location, Notebook, Severity, counted, rule
from roadworthy_rules.notebooks._shared import texts

_HOME = re.compile(r"(?:(?<![\w.:/-])/(?:home|Users)/|\b[A-Z]:\\{1,2}Users\\{1,2})([\w.-]{2,32})(?=[/\\])")
#: Users of hosted services and of containers, and names that stand for any.
_ANYBODY = frozenset(
    "app azureuser azure-user azure_user azureml circleci codespace coder conda docker docs ec2-user gitpod"
    " jovyan jupyter me mambauser name public root runner runneradmin sagemaker-user shared site"
    " studio-lab-user travis trusted-service-user ubuntu user username vagrant vscode vsts you your"
    " yourname your_username your-name".split()
)
_LIMIT = 1_000_000


@rule(Severity.NOTE, since="0.1")
def notebook_home_directory_stored(notebook: Notebook) -> Iterator[Finding]:
    """A notebook's outputs contain the path of a home directory.

    Every clone then contains a user name, often a real name, and paths that exist on no other machine. Clear
    the outputs, or print paths relative to the project.

    The rule ignores homes of hosted services and containers, such as `/home/jovyan`. It reports a notebook
    once, and does not print the name.

    ```notebook bad
    [[cells]]
    source = "import warnings"
    outputs = [{ output_type = "stream", name = "stderr", text = ["/home/amiller/churn/fit.py:3: Warning"] }]
    ```
    ```notebook good
    [[cells]]
    source = "import warnings"
    outputs = [{ output_type = "stream", name = "stderr", text = ["/home/jovyan/churn/fit.py:3: Warning"] }]
    ```
    """
    if notebook.role == "test":
        return
    found = [
        Location(notebook.path, (*cell.route, "outputs", number))
        for cell in notebook.code
        for number, output in enumerate(cell.outputs)
        if any(_names_person(text[:_LIMIT]) for text in texts(output))
    ]
    if found:
        number = counted(len(found), "output")
        verb = "names" if len(found) == 1 else "name"
        yield Finding(f"{number} {verb} a home directory", found[0], related=tuple(found[1:]))


def _names_person(text: str) -> bool:
    return any(name.lower() not in _ANYBODY for name in _HOME.findall(text))
