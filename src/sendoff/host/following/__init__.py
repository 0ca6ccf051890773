"""The log as it is followed: chunks of whole lines, each with the place to read on from."""

from __future__ import annotations

from sendoff.host.following.choosing import find

__all__ = ["find"]
