"""Tests of this project; they need no network and no data."""
