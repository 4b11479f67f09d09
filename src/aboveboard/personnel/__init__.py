"""The personnel file: entries, sealed PDFs, retention and who has looked."""
