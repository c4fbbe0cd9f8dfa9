"""Claims: what is said of a dispute, put to the model."""
