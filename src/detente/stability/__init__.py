"""Solution concepts, one a file, and why a state is or is not stable."""
