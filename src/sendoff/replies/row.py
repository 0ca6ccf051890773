"""One row of the tables: how a reply is known, what class it is of, and what it asks that its class does not say."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """One reply, or one kind of words.

    `words`: phrases, any of which is enough, between `|`; the parts of one are in this order, between `…`. Whole words
    are compared, without case and punctuation; `*` at an end of a part leaves the word open there. `unless`: phrases
    likewise, none of which may be there. `code`: the status
    codes that it comes with, any of them, as in 5.7.1, x.7.1, 5.7.606-649, 550; empty for every code. `mark`: an
    expression for the provider's own code, in the reply without addresses; its last group that matched is the code.
    At least one of the three is there, and all that are there must fit.

    `who`, `next_step` and `link` are empty where the class says it. `link_within` is an expression for a link of the
    provider's own that the reply has, which then stands for `link`. `blocked`: what of the text is blocked: "address",
    "domain" or "" as the class is. `provider`: the
    blocklist that the words name. `source`: where the row is from, with its date. `example` is a reply as it comes,
    and the row's test.
    """

    name: str
    words: str = ""
    unless: str = ""
    code: str = ""
    mark: str = ""
    who: str = ""
    next_step: str = ""
    link: str = ""
    link_within: str = ""
    blocked: str = ""
    provider: str = ""
    source: str = ""
    example: str = ""
    more: tuple[str, ...] = ()
    """Further examples: other languages, other versions, other marks."""
