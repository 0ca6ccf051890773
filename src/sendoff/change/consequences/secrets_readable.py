"""The document with the passwords can be read or written by everybody.

What happens: the file that holds postfix::smtp_sasl_password_maps, or sendoff::notify, gives other users of this
machine permission to read or write it.

Why it matters: whoever gets any account here, such as a hacked web application, can send mail with that login, or
change where this server sends its mail and whom it tells.

How to mend it: chmod 600 the file; only root needs it.

When it is fine: never; a table of your own (type:path) can hold the passwords instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _routes
from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers, Ask, FileFacts
from sendoff.change.plan import Consequence, Transition
from sendoff.postfix.tables import CREDENTIALS

_NOTIFY = "sendoff::notify"
_OTHERS_READ, _OTHERS_WRITE = 0o004, 0o002


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    yield from dict.fromkeys(ask for _, ask in _files(transition))


def _files(transition: Transition) -> Iterator[tuple[str, Ask]]:
    """Yield the keys whose secrets change, each with the question about its file."""
    settings = transition.settings
    if settings.credentials.entries and _routes.table_differs(transition, CREDENTIALS):
        yield from _file(transition, _routes.CREDENTIALS)
    if settings.notify and transition.touches("notify"):
        yield from _file(transition, _NOTIFY)


def _file(transition: Transition, key: str) -> Iterator[tuple[str, Ask]]:
    place = transition.settings.places.get(key)
    if place and place.file != "-":
        yield key, Ask("file", place.file)


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    keys = {ask: key for key, ask in reversed([*_files(transition)])}
    for ask in asks(transition):
        facts = answers.get(ask)
        if isinstance(facts, FileFacts) and facts.exists and facts.mode & (_OTHERS_READ | _OTHERS_WRITE):
            can = "write" if facts.mode & _OTHERS_WRITE else "read"
            text = f"Every user of this machine can {can} {ask.subject}, which holds passwords (mode {facts.mode:04o})."
            mend = f"chmod 600 {ask.subject}"
            yield found(transition, "secrets-readable", "warn", text, keys[ask], mend=mend)
