"""The guidance as code: pure Python, frozen facts in, verdicts with reasons out. No Django, no input or output."""
