"""The service around the ledger: follow the log, look at the queue, forget what is old."""
