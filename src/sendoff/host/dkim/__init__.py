"""The DKIM signer on this machine: its keys, its process, and questions to it."""
