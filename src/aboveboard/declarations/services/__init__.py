"""What can be done to a declaration. Each module is one verb."""
