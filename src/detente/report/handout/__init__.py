"""A report that can be handed over: what it says, as parts that any format can show."""
