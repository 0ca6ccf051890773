"""The engine: from a reply's template to its class. Everything that judges a reply comes through here."""

from __future__ import annotations

import re
from typing import NamedTuple

from sendoff.replies.advice import before_advice
from sendoff.replies.classes import CLASSES
from sendoff.replies.collapsing import Said
from sendoff.replies.matching import Asked, Match
from sendoff.replies.phrases import words
from sendoff.replies.providers import OTHER, provider
from sendoff.replies.row import Row
from sendoff.replies.rows import sign_marks, signs, table, vague
from sendoff.replies.status_codes import by_codes, says_much
from sendoff.replies.word_groups import kind

UNKNOWN = "unknown"
NO_RELAY = ("", "none")
_TROUBLE, _OF_THE_TIME = "receiver-trouble", ("rate", "full", "reputation")
"""Of what is to be tried again later, single words tell these reasons; others are the server's own trouble."""
LOCALLY = ("local", "virtual")
_ORDINARY = ("recipient", "full", "content", "size")
"""Reasons that stand whatever advice follows: it names what else a mail may need."""


class Found(NamedTuple):
    """A class, and why: the table and the row that matched (None: only the status code), the provider's code.

    `guessed`: by single words, which is enough to tell somebody, and not to accuse a provider.
    """

    name: str
    provider: str | None
    table: str
    row: Row | None
    place: int
    code: str
    guessed: bool = False


def found(said: Said, hop: str | None) -> Found:
    """Return what a reply is, whose `text` and `quoted` are templates; `hop` is who runs the next hop, if known."""
    asked = Asked(said.text, words(said.text), said.code, said.enhanced)
    who = hop or _by_signs(asked)
    matched = _said_first(asked, who, remote=said.remote or bool(said.code))
    if matched is None and said.quoted != said.text:
        # Whoever is quoted may be the sender: no word in quotes accuses this server.
        within = asked._replace(text=said.quoted, words=words(said.quoted))
        matched = _first(within, who, remote=said.remote or bool(said.code))
        if matched and CLASSES[matched[1].row.name].telling:
            matched = None
    if not (matched and _telling_words(matched)) and not says_much(said.enhanced):
        guessed = kind(asked.text, asked.words)
        if guessed and (matched is None or matched[1].row.name != _TROUBLE or CLASSES[guessed].coarse in _OF_THE_TIME):
            return Found(guessed, who, "", None, 0, "", guessed=True)
    if matched:
        name, match = matched
        return Found(match.row.name, who or match.row.provider or None, name, match.row, match.place, match.code)
    return Found(by_codes(said.code, said.enhanced, said.command) or UNKNOWN, who, "", None, 0, "")


def _said_first(asked: Asked, who: str | None, *, remote: bool) -> tuple[str, Match] | None:
    """Return the row that fits; of a reply that names an ordinary reason and gives advice then, that of the reason."""
    whole = _first(asked, who, remote=remote)
    reason = before_advice(asked.words)
    if whole is None or reason is None or whole[1].row.provider:
        return whole
    told = _first(asked._replace(words=reason), who, remote=remote)
    return told if told and CLASSES[told[1].row.name].coarse in _ORDINARY else whole


def _telling_words(matched: tuple[str, Match]) -> bool:
    """Tell whether a row's words say more than single words do; those of the last rows say only that it is refused."""
    name, match = matched
    return name != "any_server" or match.place not in vague()


def _first(asked: Asked, who: str | None, *, remote: bool) -> tuple[str, Match] | None:
    own = () if remote else ("postfix_own",)
    for name in (*own, *((who,) if who else ()), "any_server"):
        match = table(name).find(asked)
        if match:
            return name, match
    return None


def _by_signs(asked: Asked) -> str | None:
    said = (name for name, phrase in signs() if phrase.within(asked.words))
    marked = (name for name, mark in sign_marks() if re.search(mark, asked.text))
    return next(said, None) or next(marked, None)


def next_hop(relay: str, domain: str = "", host: str = "") -> str | None:
    """Return the provider that runs the next hop; None where it is not known or nobody's in particular.

    `relay` is the log's `relay=`, or a host's name. `host` is the server that Postfix's words name, for a line without.
    """
    name = (host if relay in NO_RELAY else relay).partition("[")[0].partition(":")[0]
    if name in LOCALLY:
        return None
    at = provider(name) if name else provider(domain) if domain else OTHER
    return at if at != OTHER else None
