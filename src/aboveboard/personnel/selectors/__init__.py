"""What may be read of personnel files. Each module answers for one subject."""
