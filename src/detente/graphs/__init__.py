"""Feasible states, moves and ranks: the arrays that the solvers see."""
