import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from roadworthy import Finding, Location, Module, ModuleSummary, Profile, Severity, counted, fact, rule
from roadworthy_rules.code.copies._frozen import FROZEN

#: So many of the smallest hashes of its lines stand for a module (a bottom-k sketch of the set).
_KEPT = 64
#: Modules with fewer lines of their own are too small to compare, ...
_LINES = 30
#: ... and shorter lines are in any module.
_WIDTH = 8
#: A line that more modules have is no sign of a copy.
_COMMON = 20
#: A module that mentions fewer names outside of its definitions, and has none, is a table or settings.
_NAMES = 20


@dataclass(frozen=True, slots=True)
class ModuleSketch:
    """What stands for the lines of a module, to tell how many it shares with another."""

    path: str
    hashes: tuple[int, ...]


@rule(Severity.NOTE, since="0.1", handwritten=True)
def module_copied(
    sketches: tuple[ModuleSketch, ...], modules: tuple[ModuleSummary, ...], profile: Profile
) -> Iterator[Finding]:
    """A module is a copy of another with few changes.

    A bug must be fixed in each copy, and you cannot tell which differences are intended. Move what the
    modules share into one module with functions, and pass the differences as parameters or settings. Delete
    old versions: the Git history keeps them.

    The rule compares the lines of modules with at least 30 different ones, without comments and imports, and
    reports modules that share more than three fifths. It ignores libraries, tests, documentation, migrations,
    directories of versions, tables, and modules with equal functions, which `function-duplicated` reports.

    ```python forest.py bad
    import pandas as pd
    from sklearn.ensemble import RandomForestClassifier

    train_rows = pd.read_csv("train.csv")
    test_rows = pd.read_csv("test.csv")
    train_rows["title"] = train_rows["name"].str.extract("([A-Za-z]+)[.]")
    test_rows["title"] = test_rows["name"].str.extract("([A-Za-z]+)[.]")
    train_rows["family"] = train_rows["siblings"] + train_rows["parents"]
    test_rows["family"] = test_rows["siblings"] + test_rows["parents"]
    train_rows["alone"] = train_rows["family"] == 0
    test_rows["alone"] = test_rows["family"] == 0
    train_rows["age"] = train_rows["age"].fillna(train_rows["age"].median())
    test_rows["age"] = test_rows["age"].fillna(train_rows["age"].median())
    train_rows["fare"] = train_rows["fare"].fillna(train_rows["fare"].median())
    test_rows["fare"] = test_rows["fare"].fillna(train_rows["fare"].median())
    train_rows["deck"] = train_rows["cabin"].str[0].fillna("unknown")
    test_rows["deck"] = test_rows["cabin"].str[0].fillna("unknown")
    train_rows["harbour"] = train_rows["embarked"].fillna("S")
    test_rows["harbour"] = test_rows["embarked"].fillna("S")
    train_rows["child"] = train_rows["age"] < 12
    test_rows["child"] = test_rows["age"] < 12
    train_rows["rate"] = train_rows["fare"] / (train_rows["family"] + 1)
    test_rows["rate"] = test_rows["fare"] / (test_rows["family"] + 1)
    columns = ["family", "alone", "age", "fare", "child", "rate", "class"]
    wanted = train_rows["survived"]
    model = RandomForestClassifier(n_estimators=300, random_state=7)
    model.fit(train_rows[columns], wanted)
    predicted = model.predict(test_rows[columns])
    result = pd.DataFrame({"id": test_rows["id"], "survived": predicted})
    assert len(result) == len(test_rows)
    assert not result["survived"].isna().any()

    if __name__ == "__main__":
        result.to_csv("forest.csv", index=False)
    ```
    ```python trees.py bad
    import pandas as pd
    from sklearn.ensemble import ExtraTreesClassifier

    train_rows = pd.read_csv("train.csv")
    test_rows = pd.read_csv("test.csv")
    train_rows["title"] = train_rows["name"].str.extract("([A-Za-z]+)[.]")
    test_rows["title"] = test_rows["name"].str.extract("([A-Za-z]+)[.]")
    train_rows["family"] = train_rows["siblings"] + train_rows["parents"]
    test_rows["family"] = test_rows["siblings"] + test_rows["parents"]
    train_rows["alone"] = train_rows["family"] == 0
    test_rows["alone"] = test_rows["family"] == 0
    train_rows["age"] = train_rows["age"].fillna(train_rows["age"].median())
    test_rows["age"] = test_rows["age"].fillna(train_rows["age"].median())
    train_rows["fare"] = train_rows["fare"].fillna(train_rows["fare"].median())
    test_rows["fare"] = test_rows["fare"].fillna(train_rows["fare"].median())
    train_rows["deck"] = train_rows["cabin"].str[0].fillna("unknown")
    test_rows["deck"] = test_rows["cabin"].str[0].fillna("unknown")
    train_rows["harbour"] = train_rows["embarked"].fillna("S")
    test_rows["harbour"] = test_rows["embarked"].fillna("S")
    train_rows["child"] = train_rows["age"] < 12
    test_rows["child"] = test_rows["age"] < 12
    train_rows["rate"] = train_rows["fare"] / (train_rows["family"] + 1)
    test_rows["rate"] = test_rows["fare"] / (test_rows["family"] + 1)
    columns = ["family", "alone", "age", "fare", "child", "rate", "class"]
    wanted = train_rows["survived"]
    model = ExtraTreesClassifier(n_estimators=500, random_state=7)
    model.fit(train_rows[columns], wanted)
    predicted = model.predict(test_rows[columns])
    result = pd.DataFrame({"id": test_rows["id"], "survived": predicted})
    assert len(result) == len(test_rows)
    assert not result["survived"].isna().any()

    if __name__ == "__main__":
        result.to_csv("trees.csv", index=False)
    ```
    ```python forest.py good
    from rows import run
    from sklearn.ensemble import RandomForestClassifier

    run(RandomForestClassifier(n_estimators=300, random_state=7), "forest.csv")
    ```
    ```python trees.py good
    from rows import run
    from sklearn.ensemble import ExtraTreesClassifier

    run(ExtraTreesClassifier(n_estimators=500, random_state=7), "trees.csv")
    ```
    """
    if profile.name == "library":
        return
    compared = {
        module.path: frozenset(item.shape for item in module.definitions if item.shape)
        for module in modules
        if module.role == "source"
        and (module.definitions or len(module.uses) > _NAMES)
        and not any(map(FROZEN.fullmatch, module.path.split("/")))
    }
    known = {sketch.path: frozenset(sketch.hashes) for sketch in sketches if sketch.path in compared}
    groups: dict[str, list[str]] = {}
    first_of: dict[str, str] = {}
    for one, other in alike(known):
        if compared[one].isdisjoint(compared[other]):
            first = first_of.setdefault(one, one)
            if first_of.setdefault(other, first) == first and other not in groups.get(first, ()):
                groups.setdefault(first, []).append(other)
    for first, copies in groups.items():
        more = f", and so does {counted(len(copies) - 1, 'other module')}" if len(copies) == 2 else ""
        more = f", and so do {len(copies) - 1} other modules" if len(copies) > 2 else more
        related = (Location(first), *map(Location, copies[1:]))
        yield Finding(f"`{copies[0]}` repeats most of `{first}`{more}", Location(copies[0]), None, related)


def alike(known: dict[str, frozenset[int]]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of modules that share more than three fifths of their lines, sorted."""
    holders: dict[int, list[str]] = {}
    for path, hashes in known.items():
        for value in hashes:
            holders.setdefault(value, []).append(path)
    shared: Counter[tuple[str, str]] = Counter()
    for paths in holders.values():
        if 1 < len(paths) <= _COMMON:
            shared.update(combinations(sorted(paths), 2))
    for (one, other), number in sorted(shared.items()):
        if number >= _LINES // 2:
            smallest = sorted(known[one] | known[other])[:_KEPT]
            both = known[one] & known[other]
            if sum(value in both for value in smallest) > 0.6 * len(smallest):
                yield one, other


@fact
def module_sketches(module: Module) -> tuple[ModuleSketch, ...]:
    """Hash the lines of a source module, as far as they are more than a comment or an import."""
    if module.role != "source" or module.generated:
        return ()
    lines = {line.strip() for line in module.text.splitlines()}
    skipped = ("#", "import ", "from ")
    lines = {line for line in lines if len(line) >= _WIDTH and not line.startswith(skipped)}
    if len(lines) < _LINES:
        return ()
    hashes = {zlib.crc32(line.encode("utf-8", "surrogatepass")) for line in lines}
    return (ModuleSketch(module.path, tuple(sorted(hashes)[:_KEPT])),)
