"""Aboveboard: the service with which a school trust runs its guidance for staff on using social media."""
