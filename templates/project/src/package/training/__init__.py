"""What fitting does and serving does not: filters, splits, folds, resampling."""
