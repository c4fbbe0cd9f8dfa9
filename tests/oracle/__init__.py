"""An independent oracle: disputes as plain data, solved slowly and straight from the definitions.

Nothing here uses the library under test. ``spec`` says what a dispute is and prints it as a file,
``brute`` solves it, ``strategies`` draws disputes for Hypothesis, ``test_brute`` checks all three.
"""
