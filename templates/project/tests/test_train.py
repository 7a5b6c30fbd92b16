"""Training carries out the plan, the same at every time."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from {{id package}}.data.schema import COLUMNS, LABELS, TARGET
from {{id package}}.data.table import Table, from_records
from {{id package}}.data.validate import validate
from {{id package}}.features.pipeline import LevelsError
from {{id package}}.models.train import TrainingError, load_candidate, train, write
from {{id package}}.settings import model_dir
from {{id package}}.training import plan
from {{id package}}.training.order import TEST, TRAIN, VALIDATION, deal, folds, order_key, parts
from {{id package}}.training.plan import PLAN, READS, SEED, make_estimator
from {{id package}}.training.plan_types import SplitPlan
from {{id package}}.training.sampling import random_oversampling

READ_COLUMNS = tuple(one for one in COLUMNS if one.name in READS)


def test_order_is_md5_of_seed_purpose_and_row() -> None:
    assert order_key(7, "split", 12) == {{py orderExample}}


def test_strata_are_cut_at_rounded_shares() -> None:
    shares = SplitPlan("split", "stratified", "label", 0.8, 0.1)
    by = ["a"] * 20 + ["b"] * 10
    part = parts(shares, list(range(30)), by, 1)
    for label, sizes in (("a", [16, 2, 2]), ("b", [8, 1, 1])):
        own = part[[value == label for value in by]]
        assert [int((own == one).sum()) for one in (TRAIN, VALIDATION, TEST)] == sizes


@pytest.mark.parametrize(("rows", "sizes"), [(2, [2, 0, 0]), (7, [5, 1, 1]), (13, [10, 2, 1]), (3, [2, 1, 0]), (5, [4, 1, 0])])
def test_half_a_row_is_a_row(rows: int, sizes: list[int]) -> None:
    part = parts(SplitPlan("split", "random", None, 0.75, 0.15), list(range(rows)), None, 1)
    assert [int((part == one).sum()) for one in (TRAIN, VALIDATION, TEST)] == sizes


def test_repeats_of_a_row_share_a_place() -> None:
    places, sizes = deal([3, 1, 3, 2], ["x", "x", "x", "x"], 1, "fold")
    assert places[0] == places[2]
    assert sorted(places[[0, 1, 3]].tolist()) == [0, 1, 2]
    assert sizes.tolist() == [3, 3, 3, 3]


def test_folds_hold_every_row_once() -> None:
    pairs = folds(list(range(11)), [0] * 11, 1, "fold", 3)
    assert sorted(np.concatenate([held for _, held in pairs]).tolist()) == list(range(11))
    assert all(len(others) + len(held) == 11 for others, held in pairs)


def test_oversampling_evens_out() -> None:
    labels = ["a"] * 7 + ["b"] * 3
    copies = random_oversampling(labels, [0, 1, 2, 3, 4, 5, 6, 0, 1, 2])
    assert copies.tolist() == [1] * 7 + [3, 2, 2]


def test_the_plan_is_that_of_the_model() -> None:
    about = json.loads((model_dir() / "model.json").read_text(encoding="utf-8"))["training"]
    assert about["seed"] == SEED
    assert about["stages"] == [one.name for one in PLAN]
    splits = [one for one in PLAN if isinstance(one, SplitPlan)]
    assert about["splits"] == [[one.method, one.column, one.train, one.validation] for one in splits]
    source = Path(plan.__file__).read_text(encoding="utf-8")
    assert sha256(source.encode()).hexdigest() == about["planSha256"], "training/plan.py is not what the model was trained by"
    # A pipeline names its steps in front.
    parameters = {name.rpartition("__")[2]: value for name, value in make_estimator().get_params().items()}
    assert {name: parameters[name] for name in about["estimator"]} == about["estimator"]


@pytest.fixture(scope="module")
def training_table(rows: list[dict[str, Any]]) -> Table:
    """Stored rows within the range of the data{{#if targetless}}{{else}}, given targets in turn{{/if}}."""
    plain = [one["row"] for one in rows if one["usual"] and (one["label"] is not None or one["prediction"] is not None)]
    table = from_records(plain, READ_COLUMNS)
    beyond = {issue.row for issue in validate(table)}
    kept = [record for i, record in enumerate(plain) if i not in beyond] * 2
    columns = dict(from_records(kept, READ_COLUMNS).columns)
{{#if targetless}}{{else}}
    targets = [LABELS[i % len(LABELS)] if LABELS else float(i % 7) for i in range(len(kept))]
    columns[TARGET] = np.array(targets, dtype=object if LABELS else np.float64)
{{/if}}
    return Table(np.arange(len(kept), dtype=np.int64), columns)


def test_training_gives_the_same_twice(training_table: Table, tmp_path: Path) -> None:
    try:
        first, second = train(training_table), train(training_table)
    except (TrainingError, LevelsError) as error:
        pytest.skip(f"the stored rows do not pass the plan: {error}")
    assert np.array_equal(first.matrix(), second.matrix(), equal_nan=True)
    write(tmp_path / "candidate", first)
    _, restored = load_candidate(tmp_path / "candidate")
    matrix = first.matrix()
    assert np.array_equal(restored.predict(matrix), second.estimator.predict(matrix))


def test_a_folder_that_is_no_candidate_is_kept(training_table: Table, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    try:
        candidate = train(training_table)
    except (TrainingError, LevelsError) as error:
        pytest.skip(f"the stored rows do not pass the plan: {error}")
    with pytest.raises(TrainingError, match="holds no candidate"):
        write(tmp_path, candidate)
    assert (tmp_path / "thesis.txt").exists()


def test_a_candidate_of_other_versions_is_refused(tmp_path: Path) -> None:
    (tmp_path / "metrics.json").write_text('{"versions": {"scikit-learn": "0.1"}}', encoding="utf-8")
    with pytest.raises(TrainingError, match="Train again"):
        load_candidate(tmp_path)
