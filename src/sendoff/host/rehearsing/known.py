"""What a plan's answers know of its next hops: the stand-ins behave as the real ones were seen to a moment ago."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sendoff.change.facts import Answers, NextHopReply
from sendoff.change.plan import Transition
from sendoff.postfix import main_cf
from sendoff.rehearsal.habit import PLAIN, Habit

_DEBIANS = "/etc/ssl/certs"
"""The folder that Debian's main.cf names; it has the same authorities as the file that is looked at."""
_GREETING = r" greets with (5\d\d[ -][ -~]*)$"


def habits(step: Transition, answers: Answers) -> dict[str, Habit]:
    """Return how next hops behave, by their text, as far as they were asked and answered.

    One that did not answer may be away for a while, which says nothing about a configuration.
    """
    # Whoever has a folder of authorities of his own trusts more than was looked at.
    folder = main_cf.values(step.compiled.main_cf).get("smtp_tls_CApath", "")
    replies = {ask.subject: reply for ask, reply in answers.items() if isinstance(reply, NextHopReply)}
    found = {text: _habit(reply, all_known=folder in ("", _DEBIANS)) for text, reply in replies.items()}
    return {text: habit for text, habit in found.items() if habit != PLAIN}


def _habit(reply: NextHopReply, *, all_known: bool) -> Habit:
    if reply.error:
        turned_away = re.search(_GREETING, reply.error)
        return Habit(replies={"GREETING": turned_away[1]}) if turned_away else PLAIN
    if not reply.capabilities:
        return PLAIN
    return Habit(
        certificate=_certificate(reply.certificate_error, all_known=all_known),
        tls=None if reply.starttls else "none",
        size=_size(reply.capabilities),
        smtputf8="SMTPUTF8" in reply.capabilities,
        auth="AUTH" in reply.capabilities,
    )


def _certificate(error: str | None, *, all_known: bool) -> str:
    """Return what a certificate is like; `all_known`: no other authorities are trusted than those looked at."""
    if not error:
        return "valid"
    if " and not for " in error or "expired" in error:
        return "expired" if "expired" in error else "wrong-name"
    return "self-signed" if all_known else "valid"


def _size(capabilities: Mapping[str, str]) -> int | None:
    said = capabilities.get("SIZE", "")
    return int(said) if said.isascii() and said.isdigit() and int(said) > 0 else None
