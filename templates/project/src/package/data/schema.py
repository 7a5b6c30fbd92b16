"""The columns of the data, the target, and how its files are written."""

from typing import Final

from .dialect import Dialect
from .table import Column

COLUMNS: Final[tuple[Column, ...]] = {{code schemaColumns}}

# Columns that a prediction reads.
SERVED: Final[tuple[str, ...]] = {{py served}}

{{#if targetless}}
# The model learns from features alone: no column is predicted.
{{/if}}
TARGET: Final[str] = {{py target}}

# Class labels in the order of their probabilities; none where a number is predicted, or without a target.
LABELS: Final[tuple[str, ...]] = {{py labels}}

# Of two labels the one that precision, recall and the ROC curve speak of.
POSITIVE: Final[str | None] = {{py positive}}

FEATURES: Final[tuple[str, ...]] = {{py features}}

# A window reads so many rows of an entity, the row itself included; 1 where there is no window.
HISTORY_ROWS: Final[int] = {{py historyRows}}

DIALECT: Final = {{code dialect}}
