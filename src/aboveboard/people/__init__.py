"""The trust, its schools and people: roles, relations, sign-in, and the settings of the decision."""
