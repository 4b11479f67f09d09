"""What is done to personnel files: something is put on one, somebody opens one."""
