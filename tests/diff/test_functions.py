"""`--diff-base`: which functions a change is held to."""

from __future__ import annotations

import json

from tests.counting import counting
from tests.diff.conftest import MODEL, TEST, Checkout

EXPORT = "\n\ndef export(model):\n    return str(model)\n"
MODEL_PATH = "src/demo/model.py"
UNMEASURED = "; nothing was measured: run `pytest --roadworthy`"


def test_what_was_untested_before_fails_nobody(checkout: Checkout) -> None:
    assert checkout.findings() == []


def test_an_added_function_must_be_tested(checkout: Checkout) -> None:
    checkout.write(model=MODEL + EXPORT)
    message = "no test reaches `demo.model.export`, which this change adds" + UNMEASURED
    assert checkout.findings() == [(MODEL_PATH, message)]


def test_an_added_function_that_a_test_names_is_tested(checkout: Checkout) -> None:
    checkout.write(model=MODEL + EXPORT)
    (checkout.root / "tests/test_export.py").write_text(TEST.replace("fit", "export"))
    assert checkout.findings() == []


def test_a_touched_function_must_be_tested(checkout: Checkout) -> None:
    checkout.write(model=MODEL.replace("len(rows)", "max(len(rows), 1)"))
    checkout.commit()
    message = "no test reaches `demo.model.lost`, which this change touches" + UNMEASURED
    assert checkout.findings() == [(MODEL_PATH, message)]


def test_a_touched_function_that_is_tested_passes(checkout: Checkout) -> None:
    checkout.write(model=MODEL.replace("[row for row in rows]", "list(rows)"))
    assert checkout.findings() == []


def test_formatting_comments_and_docstrings_touch_nothing(checkout: Checkout) -> None:
    changed = MODEL.replace("total = sum(rows)", "total = sum(  # all\n        rows\n    )\n")
    changed = changed.replace("Untested since ever.", "Untested.").replace("\n\n\n", "\n\n\n# more\n\n")
    checkout.write(model=changed)
    assert checkout.findings() == []


def test_a_signature_and_a_decorator_are_code(checkout: Checkout) -> None:
    for changed in ("def lost(rows, *more)", "@staticmethod\ndef lost(rows)"):
        checkout.write(model=MODEL.replace("def lost(rows)", changed))
        assert len(checkout.findings()) == 1


def test_a_function_that_moved_within_its_file_is_not_touched(checkout: Checkout) -> None:
    head, fit, lost = MODEL.split("\n\n\n")
    checkout.write(model="\n\n\n".join([head, lost.rstrip("\n"), fit]) + "\n")
    assert checkout.findings() == []


def test_a_function_that_moved_to_another_file_is_not_touched(checkout: Checkout) -> None:
    head, fit, lost = MODEL.split("\n\n\n")
    checkout.write(model=f"{head}\n\n\n{fit}\n", average=lost)
    assert checkout.findings() == []


def test_a_copy_is_added_though_its_like_was_there(checkout: Checkout) -> None:
    _, _, lost = MODEL.split("\n\n\n")
    checkout.write(average=lost)
    message = "no test reaches `demo.average.lost`, which this change adds" + UNMEASURED
    assert checkout.findings() == [("src/demo/average.py", message)]


def test_a_renamed_file_is_compared_with_what_it_was(checkout: Checkout) -> None:
    checkout.git("mv", MODEL_PATH, "src/demo/models.py")
    assert checkout.findings() == []
    checkout.write(models=MODEL.replace("total / len(rows)", "total"))
    assert [path for path, _ in checkout.findings()] == ["src/demo/models.py"]


def test_a_deleted_file_and_a_binary_one_are_nobodys_fault(checkout: Checkout) -> None:
    (checkout.root / MODEL_PATH).unlink()
    (checkout.root / "src/demo/data.bin").write_bytes(bytes(range(256)))
    checkout.commit()
    assert checkout.findings() == []


def test_methods_are_told_apart_by_their_classes(checkout: Checkout) -> None:
    first = "class A:\n    def run(self):\n        return 1 + 1\n"
    checkout.write(shapes=first)
    checkout.git("checkout", "--quiet", "main")
    checkout.commit()
    checkout.git("checkout", "--quiet", "-B", "change")
    checkout.write(shapes=first + "\n\nclass B:\n    def run(self):\n        return 1 + 1\n")
    message = "no test reaches `demo.shapes.B.run`, which this change adds" + UNMEASURED
    assert checkout.findings() == [("src/demo/shapes.py", message)]


def test_a_private_function_is_held_to_what_was_measured_alone(checkout: Checkout) -> None:
    checkout.write(model=MODEL + EXPORT.replace("export", "_export"))
    assert checkout.findings() == []
    checkout.cover({"model": ([1, 4, 6, 9, 15], [11, 12, 16])})
    message = "no test calls `demo.model._export`, which this change adds"
    assert checkout.findings() == [(MODEL_PATH, message)]


def test_what_was_measured_decides_over_names(checkout: Checkout) -> None:
    checkout.write(model=MODEL + EXPORT)
    checkout.cover({"model": ([1, 4, 6, 9, 15, 16], [11, 12])})
    assert checkout.findings() == []
    (checkout.root / "tests/test_export.py").write_text(TEST.replace("fit", "export"))
    checkout.cover({"model": ([1, 4, 6, 9, 15], [11, 12, 16])})
    assert checkout.findings() == [(MODEL_PATH, "no test calls `demo.model.export`, which this change adds")]


def test_a_function_for_another_platform_is_judged_by_names(checkout: Checkout) -> None:
    name = "if HERE:\n    def beep(rows):\n        return rows\n"
    checkout.write(model=MODEL + "\n\nHERE = False\n" + name)
    checkout.cover({"model": ([1, 4, 6, 9, 15, 16], [11, 12, 17, 18])})
    message = "no test reaches `demo.model.beep`, which this change adds" + UNMEASURED
    assert checkout.findings() == [(MODEL_PATH, message)]
    (checkout.root / "tests/test_beep.py").write_text(TEST.replace("fit", "beep"))
    assert checkout.findings() == []
    checkout.cover({"model": ([1, 4, 6, 9, 15, 16, 17], [11, 12, 18])})
    assert checkout.findings() == [(MODEL_PATH, "no test calls `demo.model.beep`, which this change adds")]


def test_a_new_file_that_coverage_does_not_know_is_untested(checkout: Checkout) -> None:
    checkout.write(export=EXPORT.lstrip("\n") + EXPORT.replace("export", "save"))
    # A test that names it would do, were nothing measured.
    (checkout.root / "tests/test_export.py").write_text(TEST.replace("fit", "export"))
    checkout.cover({"model": ([1, 4, 6, 9], [11, 12])})
    message = (
        "the coverage data does not include this file, so no test is known to run"
        " `demo.export.export` and 1 more,"
        " which this change adds"
    )
    assert checkout.findings() == [("src/demo/export.py", message)]


def test_a_new_file_that_is_not_to_be_measured_is_judged_by_names(checkout: Checkout) -> None:
    checkout.write(export=EXPORT.lstrip("\n"))
    (checkout.root / "tests/test_export.py").write_text(TEST.replace("fit", "export"))
    checkout.cover({"model": ([1, 4, 6, 9], [11, 12])})
    (checkout.root / ".coveragerc").write_text("[run]\nomit =\n    */export.py\n")
    assert checkout.findings() == []


def test_a_new_file_without_functions_needs_no_test(checkout: Checkout) -> None:
    checkout.write(names='NAME = "demo"\n')
    checkout.cover({"model": ([1, 4, 6, 9], [11, 12])})
    assert checkout.findings() == []


def test_the_score_is_what_it_is_without_a_base(checkout: Checkout) -> None:
    checkout.write(model=MODEL + EXPORT)
    scores, verdicts = [], []
    for more in ((), ("--diff-base", "main")):
        done = checkout.check("--fail-under", "0", "--output-format", "json", *more)
        (project,) = json.loads(done.stdout)["projects"]
        scores.append(project["score"]["value"])
        verdicts.append((done.returncode, project["verdict"], project["reasons"]))
    assert scores[0] == scores[1]
    assert verdicts == [(0, "passed", []), (1, "failed", ["1 error"])]


def test_a_module_that_changed_is_parsed_once_as_it_is(checkout: Checkout) -> None:
    changed = MODEL + EXPORT
    checkout.write(model=changed)
    with counting(checkout.root) as counts:
        assert len(checkout.findings()) == 1
    # What did not change is read once more, as a part of what it was.
    assert counts.parsed["compile", changed] == 1
    # What it was comes from Git: for its functions, and as a file of the base.
    assert counts.parsed["compile", MODEL] == 2
