"""The ledger's formats and arithmetic: no Django, no database, no clock.

Everything needed to check a receipt offline is here, so that it can be read and run on its own.
"""
