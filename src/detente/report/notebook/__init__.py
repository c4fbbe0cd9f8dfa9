"""Disputes and results as notebooks show them: a file for each kind, over a little markup."""
