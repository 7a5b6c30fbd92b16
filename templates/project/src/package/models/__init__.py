"""Programs that predict, train and evaluate."""
