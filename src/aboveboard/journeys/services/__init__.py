"""What spans rooms and changes something."""
