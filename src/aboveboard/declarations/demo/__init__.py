"""The declarations of the demo trust: `stories` what happened, `telling` how it is filed as if it had."""
