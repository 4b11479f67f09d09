"""What a roster would change: `known` is what its source brought before, `compare` sets the two side by side."""
