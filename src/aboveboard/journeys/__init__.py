"""What spans rooms: the pages and jobs that need more than one of them."""
