"""What other rooms may ask about notices, alerts and the worker. Each module answers for one subject."""
