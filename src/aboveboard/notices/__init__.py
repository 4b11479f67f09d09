"""The outbox: e-mail, notices on screen, alerts that must be acknowledged, and the jobs of the clock.

Rows are written in the caller's transaction and sent by the worker, so that a crash after commit loses none.
"""
