"""What rooms above may read of the ledger itself: its state, never what was filed."""
