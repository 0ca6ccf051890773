"""The document with the passwords can be read or written by everybody.

What happens: the file that holds postfix::smtp_sasl_password_maps gives other users of this machine permission to read
or write it.

Why it matters: whoever gets any account here, such as a hacked web application, can send mail with that login, or
change where this server sends its mail.

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

_OTHERS_READ, _OTHERS_WRITE = 0o004, 0o002


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    place = transition.settings.places.get(_routes.CREDENTIALS)
    entries = transition.settings.credentials.entries
    if place and place.file != "-" and entries and _routes.table_differs(transition, CREDENTIALS):
        yield Ask("file", place.file)


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    for ask in asks(transition):
        facts = answers.get(ask)
        if isinstance(facts, FileFacts) and facts.exists and facts.mode & (_OTHERS_READ | _OTHERS_WRITE):
            can = "write" if facts.mode & _OTHERS_WRITE else "read"
            text = f"Every user of this machine can {can} {ask.subject}, which holds passwords (mode {facts.mode:04o})."
            mend = f"chmod 600 {ask.subject}"
            yield found(transition, "secrets-readable", "warn", text, _routes.CREDENTIALS, mend=mend)
