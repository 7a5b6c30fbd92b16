"""Data, features, model and service of this project."""
