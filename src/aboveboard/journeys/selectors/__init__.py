"""What spans rooms and is only read."""
