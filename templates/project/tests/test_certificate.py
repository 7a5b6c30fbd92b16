"""scikit-learn, the generated NumPy code, the ONNX file and the service say what the application said."""

from hashlib import sha256
from typing import Any

import numpy as np
from fastapi.testclient import TestClient

from {{id package}}.api.app import app
from {{id package}}.data.schema import FEATURES, HISTORY_ROWS, LABELS
from {{id package}}.data.table import Table
from {{id package}}.features.build import build, matrix
from {{id package}}.models.predict import predict
from {{id package}}.serving.model import Scores
from {{id package}}.settings import model_dir

from .conftest import assert_close

Tables = list[tuple[Table, list[int]]]
Rows = list[dict[str, Any]]


def test_artifacts_are_those_of_the_certificate(certificate: dict[str, Any]) -> None:
    for name, stored in certificate["sha256"].items():
        content = (model_dir() / name).read_bytes()
        assert sha256(content).hexdigest() == stored, f"{name} was changed after the certificate was written"


def test_there_are_enough_rows(rows: Rows) -> None:
    assert len(rows) >= 200
    assert all(len(one["features"]) == len(FEATURES) for one in rows)


def test_scikit_learn_features(tables: Tables, rows: Rows) -> None:
    features = np.concatenate([matrix(build(table))[positions] for table, positions in tables])
    assert_close(features, [one["features"] for one in rows], "a feature of scikit-learn")


def test_onnx_features(tables: Tables, rows: Rows) -> None:
    features = np.concatenate([predict(table).features[positions] for table, positions in tables])
    assert_close(features, [one["features"] for one in rows], "a feature of the ONNX file")


def test_onnx_predictions(tables: Tables, rows: Rows) -> None:
    scores = [(predict(table), positions) for table, positions in tables]
    assert_predictions(scores, rows)


def test_a_row_alone_is_predicted_as_in_a_table(tables: Tables, rows: Rows) -> None:
    chosen = list(range(0, len(rows), 7))
    if HISTORY_ROWS > 1:
        scores = [(predict(table), positions) for table, positions in (tables[i] for i in chosen)]
    else:
        scores = [(predict(tables[0][0].take(np.array([i]))), [0]) for i in chosen]
    assert_predictions(scores, [rows[i] for i in chosen])


def assert_predictions(scores: list[tuple[Scores, list[int]]], rows: Rows) -> None:
    """Labels are equal, numbers close; a row that the application could not score is not scored here."""
    usable = np.concatenate([one.usable[positions] for one, positions in scores])
    assert usable.tolist() == [scored(one) for one in rows]
    stored = [one for one, can in zip(rows, usable, strict=True) if can]
{{#if targetless}}
    labels = np.concatenate([one.labels[at] for one, at in scores if one.labels is not None])
    numbers = np.concatenate([one.predictions[at] for one, at in scores if one.predictions is not None])
    assert labels[usable].tolist() == [one["label"] for one in stored]
    assert_close(numbers[usable], [one["prediction"] for one in stored], "a {{id output}}")
{{else}}
    if LABELS:
        labels = np.concatenate([one.labels[at] for one, at in scores if one.labels is not None])
        chances = np.concatenate([one.probabilities[at] for one, at in scores if one.probabilities is not None])
        assert labels[usable].tolist() == [one["label"] for one in stored]
        assert_close(chances[usable], [one["probabilities"] for one in stored], "a probability")
    else:
        numbers = np.concatenate([one.predictions[at] for one, at in scores if one.predictions is not None])
        assert_close(numbers[usable], [one["prediction"] for one in stored], "a prediction")
{{/if}}


def scored(row: dict[str, Any]) -> bool:
    """Whether the application could score a stored row."""
    return {{#if targetless}}row["label"]{{else}}(row["label"] if LABELS else row["prediction"]){{/if}} is not None


def test_service_one_by_one(rows: Rows) -> None:
    with TestClient(app) as client:
        for one in rows[::5]:
            answer = client.post("/predict", json={"row": one["row"], "history": one["history"]})
            if scored(one):
                assert answer.status_code == 200, answer.text
                assert_answer(answer.json(), one)
            else:
                assert answer.status_code == 422


def test_service_in_a_batch(rows: Rows) -> None:
    if HISTORY_ROWS > 1:
        rows = rows[:1]
    with TestClient(app) as client:
        history = rows[0]["history"]
        answer = client.post("/predict/batch", json={"rows": [one["row"] for one in rows], "history": history})
    assert answer.status_code == 200, answer.text
    predictions = answer.json()["predictions"]
    assert answer.json()["refused"] == [i for i, one in enumerate(rows) if not scored(one)]
    for prediction, one in zip(predictions, rows, strict=True):
        assert (prediction is not None) == scored(one)
        if prediction is not None:
            assert_answer(prediction, one)


def assert_answer(answer: dict[str, Any], row: dict[str, Any]) -> None:
    """What the service answers is what is stored."""
{{#if targetless}}
    assert answer["prediction"] == row["label"]
    assert_close(answer[{{py output}}], row["prediction"], "a {{id output}} of the service")
{{else}}
    if not LABELS:
        assert_close(answer["prediction"], row["prediction"], "a prediction of the service")
        return
    assert answer["prediction"] == row["label"]
    assert_close([answer["probabilities"][label] for label in LABELS], row["probabilities"], "a probability")
    assert answer["confidence"] == answer["probabilities"][answer["prediction"]]
{{/if}}
