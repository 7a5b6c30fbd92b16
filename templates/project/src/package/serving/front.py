"""What comes before the ONNX file: its two inputs, from raw columns."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .. import expressions as ex

Array = NDArray[Any]

# Columns of the inputs `numeric` and `text`, in order.
NUMERIC: Final[tuple[str, ...]] = {{py front.numeric}}
TEXT: Final[tuple[str, ...]] = {{py front.text}}


{{code front.function}}


def model_inputs(columns: Mapping[str, Array], rows: int) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    """Both inputs; a table's earlier rows are the history of its later ones."""
    made = crossings(columns, columns, rows)
    numeric = np.empty((rows, len(NUMERIC)), dtype=np.float64)
    for position, name in enumerate(NUMERIC):
        numeric[:, position] = made[name]
    text = np.empty((rows, len(TEXT)), dtype=object)
    for position, name in enumerate(TEXT):
        text[:, position] = made[name]
    return numeric, text
