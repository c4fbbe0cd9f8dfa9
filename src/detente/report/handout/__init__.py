"""A report that can be handed over: what it says, as parts that any format can show."""

SECONDS = 2.0
"""In about how many seconds a report is made, unless told."""
