"""What other rooms may ask about people. Each module answers for one subject."""
