"""The statement language: what formulas are, how they are read, printed and evaluated."""
