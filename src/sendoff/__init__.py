"""sendoff: the outgoing mail server of every server."""

__version__ = "0.1.0"
