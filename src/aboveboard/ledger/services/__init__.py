"""Looking at the ledger, and writing down what was found."""
