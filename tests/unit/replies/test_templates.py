"""A template drops what is another in each reply, and nothing that anybody looks at."""

from __future__ import annotations

import re

import pytest

from sendoff.replies.advice import ADVICE
from sendoff.replies.brief import brief
from sendoff.replies.collapsing import collapsed
from sendoff.replies.finding import found
from sendoff.replies.rows import FILES, GENERAL, rows_of
from sendoff.replies.templates import template
from sendoff.replies.vocabulary import _GRAM, vocabulary
from sendoff.replies.word_groups import group_words

ROWS = [row for table in (*FILES, *GENERAL) for row in rows_of(table)]
EXAMPLES = [
    (table, text) for table in (*FILES, *GENERAL) for row in rows_of(table) for text in (row.example, *row.more)
]


@pytest.mark.parametrize(
    "reply",
    [
        "550 No such user {} here",
        "550 5.1.1 {}... User unknown",
        "550 Unknown recipient - {} (in reply to RCPT TO command)",
        "550 Mailbox {} at mail.{}.example is full",
        "554 5.7.1 The account {} of {} is closed",
    ],
)
def test_names_make_no_template_of_their_own(reply: str) -> None:
    names = ("ulrike", "Wolfgang", "jean.dupont", "Jean.Dupont", "anna_kowalska", "x7", "192.0.2.7.example")
    assert len({template(reply.format(name, name.lower().replace("_", ""))) for name in names}) == 1


def test_each_word_of_a_row_or_group_stays() -> None:
    written = " ".join((*(f"{row.words} {row.unless}" for row in ROWS), ADVICE, group_words()))
    lost = {word for word in re.findall(r"(?<![\w.*])[a-z]+(?![\w.*])", written) if template(word) != word}
    assert lost == set()


def test_what_may_stand_anywhere_in_a_word_is_long_enough_to_be_looked_for() -> None:
    known = [each for parts in vocabulary().within.values() for each in parts if each.isascii()]
    assert [each for each in known if len(each) < _GRAM] == []


@pytest.mark.parametrize(("table", "text"), EXAMPLES)
def test_a_reply_is_judged_alike_with_the_names_in_it(table: str, text: str) -> None:
    lead, cut, _ = brief(" ".join(text.split()))
    hop = table if table in FILES else None
    whole, short = (found(collapsed(lead, each), hop) for each in (cut, template(cut)))
    assert (whole.name, whole.table, whole.place) == (short.name, short.table, short.place)
