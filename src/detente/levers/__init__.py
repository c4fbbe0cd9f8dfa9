"""Levers: what could be changed, what must be, and what may have been changed in secret."""
