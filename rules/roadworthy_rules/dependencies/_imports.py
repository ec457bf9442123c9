from roadworthy import Append, Fix, Pyproject


def addition(pyproject: Pyproject | None, providers: tuple[str, ...]) -> Fix | None:
    """Return the fix that declares a module's provider, where only one can be meant."""
    if pyproject is None or len(providers) != 1 or pyproject.get(list, "project", "dependencies") is None:
        return None
    edit = Append(pyproject.at("project", "dependencies"), providers[0])
    return Fix(f"Declare `{providers[0]}`", edit, safe=False)
