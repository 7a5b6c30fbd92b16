"""The service refuses what it cannot read, and says why."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from {{id package}}.api import app as service
from {{id package}}.data.schema import HISTORY_ROWS
from {{id package}}.data.table import Column

from .conftest import SERVED_COLUMNS

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def client() -> TestClient:
    """The service in this process; its own faults are answers too."""
    return TestClient(service.app, raise_server_exceptions=False)


def test_health(client: TestClient) -> None:
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"


def test_unknown_column(client: TestClient, rows: Rows) -> None:
    row = {**rows[0]["row"], "no such column in the data": 1}
    answer = client.post("/predict", json={"row": row, "history": []})
    assert answer.status_code == 422
    assert "no such column in the data" in answer.text


@pytest.mark.parametrize("column", SERVED_COLUMNS, ids=str)
def test_absent_column(client: TestClient, rows: Rows, column: Column) -> None:
    row = {name: value for name, value in rows[0]["row"].items() if name != column.name}
    answer = client.post("/predict", json={"row": row, "history": []})
    assert answer.status_code == 422
    assert "Field required" in answer.text


@pytest.mark.parametrize("column", SERVED_COLUMNS, ids=str)
def test_value_of_another_kind(client: TestClient, rows: Rows, column: Column) -> None:
    row = {**rows[0]["row"], column.name: {"not": "a value"}}
    answer = client.post("/predict", json={"row": row, "history": []})
    assert answer.status_code == 422
    assert any(one["place"].startswith(f"row.{column.name}") for one in answer.json()["detail"])


def test_a_text_is_no_number(client: TestClient, rows: Rows) -> None:
    for column in SERVED_COLUMNS:
        if column.type in ("number", "integer"):
            answer = client.post("/predict", json={"row": {**rows[0]["row"], column.name: "7"}, "history": []})
            assert answer.status_code == 422


def test_not_json(client: TestClient) -> None:
    answer = client.post("/predict", content=b'{"row": NaN', headers={"content-type": "application/json"})
    assert answer.status_code == 422


def test_history_where_a_window_needs_it(client: TestClient, rows: Rows) -> None:
    answer = client.post("/predict", json={"row": rows[0]["row"]})
    assert (answer.status_code == 422) == (HISTORY_ROWS > 1 or not _scorable(rows[0]))


def _scorable(row: dict[str, Any]) -> bool:
    return row["label"] is not None or row["prediction"] is not None


def test_empty_batch(client: TestClient) -> None:
    answer = client.post("/predict/batch", json={"rows": [], "history": []})
    assert answer.json() == {"predictions": [], "refused": []}


def test_a_fault_tells_nothing(client: TestClient, rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_table: object) -> None:
        raise RuntimeError("a secret of the server")

    monkeypatch.setattr(service, "predict", fail)
    answer = client.post("/predict", json={"row": rows[0]["row"], "history": []})
    assert answer.status_code == 500
    assert "secret" not in answer.text
