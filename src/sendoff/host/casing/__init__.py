"""What a case needs of this machine: its refusals and senders from the ledger, the gate's answers, its changes."""
