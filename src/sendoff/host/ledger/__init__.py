"""The ledger: an SQLite database with one row for each delivery. `sendoff watch` writes it, everybody else reads."""
