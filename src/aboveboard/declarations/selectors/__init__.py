"""What may be read of declarations, and by whom."""
