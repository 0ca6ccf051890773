"""The words of messages to people, for what sends them."""

from __future__ import annotations

from sendoff.host.telling.process import Message
from sendoff.monitor.notice import Notice


def words(notice: Notice) -> Message:
    """Return the message that tells what is to be told."""
    from sendoff.render import notice_text  # start-up: most watches never tell anybody

    return Message(notice_text.subject(notice), notice_text.body(notice), notice_text.mood(notice))
