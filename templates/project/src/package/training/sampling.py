"""How often each training row is taken."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def random_oversampling(labels: Sequence[str], ranks: Sequence[int]) -> NDArray[np.int64]:
    """Repeats rows of the smaller classes until every class has as many as the largest.

    `ranks` number the rows of a label; those of the lowest rank are repeated once more where it does not come out even.
    """
    sizes = Counter(labels)
    largest = max(sizes.values())
    copies = [
        largest // sizes[label] + (rank < largest % sizes[label]) for label, rank in zip(labels, ranks, strict=True)
    ]
    return np.array(copies, dtype=np.int64)
