"""Transformers where scikit-learn's own refuse missing values, or add up in another order."""

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.decomposition import PCA
from sklearn.utils.validation import check_is_fitted, validate_data

Numbers = NDArray[np.float64]

SMALLEST_BIN = 1e-8


class QuantileBins(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """The number of the bin of each value, from 0; missing stays missing.

    The bins are those of ``KBinsDiscretizer`` with ``encode="ordinal"``,
    ``strategy="quantile"``, ``quantile_method="linear"`` and ``subsample=None`` over
    the values that are not missing. ``bin_edges_`` holds, for each column, the edges
    between bins: a value is in bin i if i of them are less than or equal to it.
    """

    bin_edges_: list[Numbers]

    def __init__(self, n_bins: int = 5) -> None:
        self.n_bins = n_bins

    def fit(self, X: Any, y: Any = None) -> Self:
        """Learns the edges of each column."""
        values = self._numbers(X, reset=True)
        self.bin_edges_ = [self._edges(column[~np.isnan(column)]) for column in values.T]
        return self

    def transform(self, X: Any) -> Numbers:
        """The bins of each column."""
        check_is_fitted(self)
        values = self._numbers(X, reset=False)
        bins = np.empty_like(values)
        for position, edges in enumerate(self.bin_edges_):
            column = values[:, position]
            bins[:, position] = np.where(np.isnan(column), np.nan, np.searchsorted(edges, column, side="right"))
        return bins

    def _numbers(self, X: Any, *, reset: bool) -> Numbers:
        values: Numbers = validate_data(self, X, reset=reset, dtype=np.float64, ensure_all_finite="allow-nan")
        return values

    def _edges(self, values: Numbers) -> Numbers:
        if values.size == 0 or values.min() == values.max():
            return np.empty(0, dtype=np.float64)
        quantiles = np.percentile(values, np.linspace(0, 100, self.n_bins + 1))
        wide = np.ediff1d(quantiles, to_begin=np.inf) > SMALLEST_BIN
        edges: Numbers = quantiles[wide][1:-1]
        return edges


class PrincipalComponents(TransformerMixin, BaseEstimator):
    """``PCA`` with ``svd_solver="full"``, which needs every value to be fitted.

    A row that lacks a value has no components. Each component is added up from the
    first column to the last, as in the model's file: a matrix product adds in an
    order of its own, to other last digits.
    """

    mean_: Numbers
    components_: Numbers
    explained_variance_: Numbers

    def __init__(self, n_components: float | None = None, whiten: bool = False) -> None:
        self.n_components = n_components
        self.whiten = whiten

    def fit(self, X: Any, y: Any = None) -> Self:
        """Learns the mean of each column and the directions of largest variance."""
        values: Numbers = validate_data(self, X, dtype=np.float64)
        with np.errstate(invalid="ignore"):
            found = PCA(self.n_components, svd_solver="full").fit(values)
        self.mean_ = found.mean_
        self.components_ = found.components_
        self.explained_variance_ = found.explained_variance_
        return self

    def transform(self, X: Any) -> Numbers:
        """The components of each row."""
        check_is_fitted(self)
        values: Numbers = validate_data(self, X, reset=False, dtype=np.float64, ensure_all_finite="allow-nan")
        weights = np.asarray(self.components_, dtype=np.float64)
        if self.whiten:
            weights = weights / np.sqrt(self.explained_variance_)[:, np.newaxis]
        with np.errstate(over="ignore", invalid="ignore"):
            deviations = values - self.mean_
            components: Numbers = deviations[:, :1] * weights[:, 0]
            for column in range(1, deviations.shape[1]):
                components = components + deviations[:, column : column + 1] * weights[:, column]
        return components
