"""The features as a scikit-learn pipeline, restored from `models/state.json`."""
