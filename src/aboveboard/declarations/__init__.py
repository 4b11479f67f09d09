"""Declaring a social media relationship: asking first, filing, receiving, and keeping it true over the years."""
