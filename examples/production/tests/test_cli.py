import json
from pathlib import Path

import pytest

from churn.cli import build_parser, main


def test_build_parser_knows_the_commands(tmp_path: Path) -> None:
    arguments = build_parser().parse_args(["evaluate", "m.json", "d.csv", "--minimum-auc", "0.7"])
    assert arguments.model == Path("m.json")
    assert arguments.minimum_auc == 0.7


def test_build_parser_needs_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        build_parser().parse_args([])
    assert "COMMAND" in capsys.readouterr().err


def test_main_goes_from_data_to_predictions(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = str(tmp_path / "model.json")
    assert main(["train", str(sample), model, "--model-version", "2.0.0", "--seed", "1"]) == 0
    training = json.loads(Path(model).read_text())["training"]
    assert training["seed"] == 1
    assert training["rows"] == 60
    assert "roc_auc" in capsys.readouterr().out

    assert main(["evaluate", model, str(sample), "--minimum-auc", "0.75"]) == 0
    assert main(["evaluate", model, str(sample), "--minimum-auc", "1.01"]) == 1
    capsys.readouterr()

    assert main(["predict", model, str(sample)]) == 0
    probabilities = [float(line) for line in capsys.readouterr().out.splitlines()]
    assert len(probabilities) == 80
    assert all(0 <= probability <= 1 for probability in probabilities)

    assert main(["drift", model, str(sample)]) == 0
    assert capsys.readouterr().out.startswith("tenure 0.")


def test_main_train_is_reproducible(sample: Path, tmp_path: Path) -> None:
    files = [tmp_path / "first.json", tmp_path / "second.json"]
    for file in files:
        main(["train", str(sample), str(file), "--model-version", "2.0.0"])
    assert files[0].read_bytes() == files[1].read_bytes()


def test_main_drift_fails_where_customers_differ(
    sample: Path, model_file: Path, tmp_path: Path
) -> None:
    header, *lines = sample.read_text().splitlines()
    fewer = tmp_path / "fewer.csv"
    fewer.write_text("\n".join([header, *(line for line in lines if "two-year" in line)]))
    assert main(["drift", str(model_file), str(fewer)]) == 1


def test_main_drift_needs_customers(
    sample: Path, model_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text(sample.read_text().splitlines()[0])
    assert main(["drift", str(model_file), str(empty)]) == 2
    assert "holds no customers" in capsys.readouterr().err


def test_main_reports_a_missing_file(
    model_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["predict", str(model_file), str(tmp_path / "none.csv")]) == 2
    assert "none.csv" in capsys.readouterr().err
