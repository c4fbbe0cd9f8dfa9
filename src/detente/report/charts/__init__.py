"""Answers as charts, drawn as SVG that follows the page's light or dark scheme."""
