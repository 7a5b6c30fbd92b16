"""The HTTP service: `uvicorn {{id package}}.api.app:app`."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from ..data.schema import COLUMNS, HISTORY_ROWS, {{#if classes}}LABELS, {{/if}}SERVED
from ..data.table import Cell, from_records
from ..models.predict import predict
from ..serving.model import Scores, served_model
from ..settings import model_dir
from .schemas import BatchPrediction, BatchRequest, Health, Prediction, PredictRequest, Row

UNSCORABLE = "a value that the model needs is missing"
SERVED_COLUMNS = tuple(one for one in COLUMNS if one.name in SERVED)


@asynccontextmanager
async def _lifespan(_app: FastAPI) -> AsyncIterator[None]:
    served_model()
    yield


# The pages /docs and /redoc load scripts from the internet; /openapi.json describes the service as well.
app = FastAPI(title={{py title}}, version="1.0.0", docs_url=None, redoc_url=None, lifespan=_lifespan)


@app.exception_handler(RequestValidationError)
async def _invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
    problems = [
        {"place": ".".join(str(part) for part in one["loc"][1:]), "message": one["msg"]} for one in error.errors()
    ]
    return JSONResponse({"detail": problems}, status_code=422)


@app.exception_handler(Exception)
async def _failed(_request: Request, _error: Exception) -> JSONResponse:
    return JSONResponse({"detail": "the service has a fault; its log says more"}, status_code=500)


@app.get("/health")
def health() -> Health:
    """Opens the model if it is not open yet."""
    served_model()
    about = json.loads((model_dir() / "model.json").read_text(encoding="utf-8"))
    return Health(status="ok", model=about["model"])


@app.post("/predict")
def predict_one(request: PredictRequest) -> Prediction:
    """Predicts one row."""
    [prediction] = _score([request.row], request.history)
    if prediction is None:
        raise HTTPException(422, [{"place": "row", "message": UNSCORABLE}])
    return prediction


@app.post("/predict/batch")
def predict_batch(request: BatchRequest) -> BatchPrediction:
    """Predicts many rows at once."""
    predictions = _score(request.rows, request.history)
    refused = [i for i, prediction in enumerate(predictions) if prediction is None]
    return BatchPrediction(predictions=predictions, refused=refused)


def _score(rows: Sequence[Row], history: Sequence[Row] | None) -> list[Prediction | None]:
    if HISTORY_ROWS > 1 and history is None:
        message = f"the model looks back over {HISTORY_ROWS} rows: send the earlier rows, or [] at the start of a series"
        raise HTTPException(422, [{"place": "history", "message": message}])
    if not rows:
        return []
    before = (history or []) if HISTORY_ROWS > 1 else []
    records: list[dict[str, Cell]] = [one.model_dump(by_alias=True) for one in (*before, *rows)]
    scores = predict(from_records(records, SERVED_COLUMNS))
    usable = scores.usable
    return [_prediction(scores, i) if usable[i] else None for i in range(len(before), len(records))]


def _prediction(scores: Scores, i: int) -> Prediction:
{{#if targetless}}
    assert scores.labels is not None
    assert scores.predictions is not None
    return Prediction(prediction=str(scores.labels[i]), {{id output}}=float(scores.predictions[i]))
{{else}}
{{#if classes}}
    assert scores.labels is not None
    assert scores.probabilities is not None
    probabilities = dict(zip(LABELS, scores.probabilities[i].tolist(), strict=True))
    label = str(scores.labels[i])
    return Prediction(prediction=label, confidence=probabilities[label], probabilities=probabilities)
{{else}}
    assert scores.predictions is not None
    return Prediction(prediction=float(scores.predictions[i]))
{{/if}}
{{/if}}
