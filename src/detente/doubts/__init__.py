"""Doubts about a dispute, and what holds in the worlds that they leave open."""
