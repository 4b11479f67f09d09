"""How the matrix makes the record behind an address: through the real services, by people of the matrix."""
