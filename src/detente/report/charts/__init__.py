"""Answers as charts: of altair, drawn as SVG that follows the page's light or dark scheme."""
