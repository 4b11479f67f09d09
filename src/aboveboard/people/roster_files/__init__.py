"""Rosters as other systems export them, read into one shape. Plain Python: no Django, no database.

`read_roster` in `reading` is the one way in; whatever is wrong with a file is a `RosterFileError`, or a `Problem`
that names file, row and field.
"""
