"""Scoring by the ONNX file; imports neither scikit-learn nor pandas."""
