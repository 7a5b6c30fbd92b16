"""Requests and responses, made from the data."""

from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ..data.schema import COLUMNS
{{code fieldImports}}

MOST_ROWS: Final = 10_000
KNOWN: Final = frozenset(one.name for one in COLUMNS)


class Row(BaseModel):
    """The raw columns that a prediction reads. Other columns of the data may be there and are not read."""

    model_config = ConfigDict(extra="ignore")

{{code fields}}

    @model_validator(mode="before")
    @classmethod
    def _known_columns(cls, given: Any) -> Any:
        unknown = sorted(set(given) - KNOWN) if isinstance(given, dict) else []
        if unknown:
            raise ValueError(f"no such column: {', '.join(unknown)}")
        return given


class PredictRequest(BaseModel):
    """A row, and the earlier rows of its entity in the order of time."""

    model_config = ConfigDict(extra="forbid")

    row: Row
    history: list[Row] | None = Field(default=None, max_length=MOST_ROWS)


class BatchRequest(BaseModel):
    """Rows in the order of time, and the rows before them; a row is history to the later ones of its entity."""

    model_config = ConfigDict(extra="forbid")

    rows: list[Row] = Field(max_length=MOST_ROWS)
    history: list[Row] | None = Field(default=None, max_length=MOST_ROWS)


{{#if targetless}}
class Prediction(BaseModel):
{{#if anomaly}}
    """Whether the row stands out, and its score: the lower, the more it does."""
{{else}}
    """The cluster of the row, and its distance from the middle of it."""
{{/if}}

    prediction: str
    {{id output}}: float
{{else}}
{{#if classes}}
class Prediction(BaseModel):
    """The predicted class, its probability, and the probability of every class."""

    prediction: str
    confidence: float
    probabilities: dict[str, float]
{{else}}
class Prediction(BaseModel):
    """The predicted number."""

    prediction: float
{{/if}}
{{/if}}


class BatchPrediction(BaseModel):
    """A prediction for each row in order; null for a row that cannot be scored, which `refused` names."""

    predictions: list[Prediction | None]
    refused: list[int]


class Health(BaseModel):
    """Whether the service can answer."""

    status: str
    model: str
