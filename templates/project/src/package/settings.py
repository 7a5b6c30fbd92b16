"""Where the project's artifacts are."""

import os
from pathlib import Path

MODEL_DIR_VARIABLE = "MODEL_DIR"


def model_dir() -> Path:
    """The folder of model.onnx, state.json and model.json: `MODEL_DIR`, or `models` of the checkout."""
    told = os.environ.get(MODEL_DIR_VARIABLE)
    return Path(told) if told else Path(__file__).resolve().parents[2] / "models"
