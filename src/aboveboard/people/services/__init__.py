"""What may be changed about people, roles and settings. Every change is filed."""
