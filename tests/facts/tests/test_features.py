"""What counts as making features, and when it counts as tested."""

from __future__ import annotations

import json

import pytest

from roadworthy.testing.pages import inspect_files, installed_rules

RULES = [rule for rule in installed_rules("roadworthy") if rule.name == "feature-function-untested"]
SETTINGS = '[tool.roadworthy]\nprofile = "ml-service"\n'
TEST = "from demo.model import fit\n\n\ndef test_fit():\n    assert fit([1]) == [1]\n"


def found(settings: str = SETTINGS, **files: str) -> list[str]:
    """Return the messages for a project with these modules."""
    # The test imports a module that is there: otherwise, no test reaches anything.
    texts = {"src/demo/model.py": function("fit")}
    texts |= {f"src/demo/{name}.py": text for name, text in files.items()}
    texts |= {"src/demo/__init__.py": "", "pyproject.toml": settings, "tests/test_model.py": TEST}
    result = inspect_files({path: text.encode() for path, text in texts.items()}, RULES)
    return [finding.message for finding in result.findings]


def function(name: str) -> str:
    return f"def {name}(rows):\n    return sorted(rows)\n"


@pytest.mark.parametrize(
    "name", ["preprocess", "preprocess_rows", "featurize", "build_features", "one_hot", "impute_missing"]
)
def test_names_that_mean_it(name: str) -> None:
    assert found(model=function(name)) == [f"no test reaches `demo.model.{name}`, which computes features"]


@pytest.mark.parametrize("name", ["transform_event", "encode", "load", "featureless", "_preprocess", "fit"])
def test_names_that_may_mean_anything(name: str) -> None:
    assert found(model=function(name)) == []


def test_modules_that_are_named_for_it() -> None:
    assert len(found(features=function("ratio") + function("_inner"))) == 1


@pytest.mark.parametrize("name", ["preprocessing_report", "plot_ratios", "describe_rows"])
def test_what_shows_features_makes_none(name: str) -> None:
    assert found(features=function(name)) == []


def test_what_hands_rows_to_what_it_is_given_makes_none() -> None:
    hands_on = "def tokenize(rows, tokenizer):\n    return tokenizer(rows['text'], truncation=True)\n"
    assert found(model=hands_on) == []
    assert len(found(model=hands_on.replace("['text']", "['text'].lower()"))) == 1


def test_only_transformers_of_scikit_learn_transform() -> None:
    method = "    def transform(self, rows):\n        return sorted(rows)\n"
    assert len(found(model=f"class Clip(sklearn.base.TransformerMixin):\n{method}")) == 1
    assert found(model=f"class Image(Base):\n{method}") == []


def test_other_projects_are_not_asked() -> None:
    assert found('[tool.roadworthy]\nprofile = "application"\n', model=function("preprocess")) == []


def test_what_was_measured_decides() -> None:
    lines = {"executed_lines": [1], "missing_lines": [2]}
    data = {"meta": {"format": 3}, "files": {"src/demo/features.py": lines, "src/demo/__init__.py": lines}}
    files = {
        "pyproject.toml": SETTINGS,
        "src/demo/__init__.py": "def run():\n    return 1\n",
        "src/demo/features.py": function("ratio"),
        "tests/test_ratio.py": TEST.replace("fit", "ratio"),
        "coverage.json": json.dumps(data),
    }
    result = inspect_files({path: text.encode() for path, text in files.items()}, RULES)
    assert [finding.message for finding in result.findings] == [
        "no test calls `demo.features.ratio`, which computes features"
    ]


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("keep = ['age', 'sex']\n    return rows[keep].copy()", 0),
        ("_check(rows)\n    kept = rows.dropna(subset=['age'])\n    return kept", 0),
        ("return rows[rows.age > 18]", 0),
        ("return rows.drop(columns=['name']).reset_index(drop=True)", 0),
        ("rows = rows.copy()\n    rows['age'] = rows.age / 10\n    return rows[['age']]", 1),
        ("rows = scaled(rows)\n    return rows[['age']]", 1),
        ("fill(rows)\n    return rows[['age']]", 1),
        ("return rows.fillna(0)[['age']]", 1),
        ("return rows.copy()", 1),
    ],
)
def test_what_selects_computes_none(body: str, count: int) -> None:
    assert len(found(features=f"def ready(rows):\n    {body}\n")) == count


def test_what_reads_writes_or_starts_makes_none() -> None:
    files = (
        "def rows_file():\n    folder = Paths.raw()\n    return folder / 'rows.csv'\n\n"
        "def load(path):\n    logger.info('load')\n    return pd.read_csv(path)\n\n"
        "def save(rows, folder):\n    path = folder / 'rows.csv'\n    rows.to_csv(path)\n\n"
    )
    main = "def main():\n    save(load(rows_file()), OUT)\n"
    assert found(preprocess=files + main) == []
    assert len(found(preprocess=main.replace("save(load(rows_file()), OUT)", "encode(read(OUT))"))) == 1
    assert len(found(preprocess=files.replace("pd.read_csv(path)", "pd.read_csv(path) * 2"))) == 1


def test_what_answers_requests_about_features_makes_none() -> None:
    route = "@router.get('/features')\nasync def list_features(store):\n    return sorted(store.rows())\n"
    assert found(features=route.replace("list_features", "listed")) == []
    assert found(store=route) == []
    assert len(found(store=route.partition("\n")[2])) == 1
    assert len(found(store=route.replace("list_features", "preprocess_rows"))) == 1


def test_what_prints_a_list_of_features_makes_none() -> None:
    shows = (
        "def scheduler_features():\n    print('Features:')\n    features = ['retries', 'limits']\n"
        "    for feature in features:\n        print(feature)\n"
    )
    assert found(model=shows) == []
    assert len(found(model=shows.replace("['retries', 'limits']", "rows()"))) == 1
