"""What training does with the rows of a file, in the order of the graph, and the estimator that it fits."""

{{code plan.imports}}

SEED: Final[int] = {{py plan.seed}}

# Packages beside scikit-learn that the estimator comes from.
LIBRARIES: Final[tuple[str, ...]] = {{py plan.libraries}}

# Raw columns that training reads.
READS: Final[tuple[str, ...]] = {{py plan.reads}}

{{code plan.functions}}

PLAN: Final[tuple[Stage, ...]] = {{code plan.plan}}


def make_estimator() -> Any:
    """A new estimator, nothing learned yet."""
    return {{code plan.estimator}}
