"""The invented trust of the demo: its schools, people and personas. Never loaded by production settings."""
