"""The daily sweep: `parts` is what it does, in order; `run` does it, and writes down how it went."""
