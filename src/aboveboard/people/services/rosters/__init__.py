"""Rosters: handing a file in, and taking it in, all or nothing."""
