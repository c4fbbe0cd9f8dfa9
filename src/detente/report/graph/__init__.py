"""The graph of states and moves, folded to what matters and drawn as SVG."""
