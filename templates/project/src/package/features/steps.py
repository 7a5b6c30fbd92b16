"""The steps from raw columns to features, in the order of the graph."""

{{code steps.imports}}

{{code steps.functions}}


def make_steps(folds: Folds) -> list[tuple[str, FeatureStep]]:
    """New steps, nothing learned yet."""
    return {{code steps.steps}}
