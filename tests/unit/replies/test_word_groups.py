"""Where no phrase is known, single words tell whom a reply is about and what it says of that."""

from __future__ import annotations

import pytest

from sendoff.replies.classes import CLASSES
from sendoff.replies.understanding import understand
from sendoff.replies.word_groups import KINDS, Kind, group_words, groups_of


@pytest.mark.parametrize(
    ("reply", "name"),
    [
        ("550 recipient unrecognized", "unknown-recipient"),
        ("550 mailbox not present", "unknown-recipient"),
        ("550 nessun utente simile in questo indirizzo", "unknown-recipient"),
        ("550 user or domain was disabled", "disabled-recipient"),
        ("550 <someone@example.org> temporary locked", "disabled-recipient"),
        ("550 the user has not enough diskspace available", "full"),
        ("552 Posta kutusu dolu", "full"),
        ("554 5.7.1 You have exceeded your messaging limits", "rate"),
        ("421 mx.example.org out of connection slots", "connections"),
        ("550 email bigger than the limit", "size"),
        ("550 recurrent pattern found, rejected", "spam"),
        ("550 access from ip address 192.0.2.25 blocked", "address-blocked"),
        ("553 host denies the sender", "sender-refused"),
        ("550 the user isn't a subscriber of this group", "recipient-policy"),
    ],
)
def test_single_words_tell_what_no_phrase_does(reply: str, name: str) -> None:
    found = understand(reply)
    assert (found.name, found.sure, found.row) == (name, "code", None)


@pytest.mark.parametrize(
    ("reply", "name"),
    [
        ("550 5.2.2 recipient unrecognized", "full"),
        ("550 5.7.23 mailbox not present", "spf"),
        ("550 5.7.1 recipient unrecognized", "unknown-recipient"),
        ("550 5.0.0 recipient unrecognized", "unknown-recipient"),
    ],
)
def test_a_code_that_names_a_reason_says_more(reply: str, name: str) -> None:
    assert understand(reply).name == name


def test_what_is_to_be_tried_later_is_not_taken_for_lasting() -> None:
    assert understand("451 4.3.0 <someone@example.org>: Temporary lookup failure").coarse == "network"
    assert understand("421 Your IP is blocked, please try again later").coarse == "reputation"


def test_postfix_s_heading_says_nothing_by_itself() -> None:
    assert understand("554 5.7.1 <someone@example.org>: Recipient address rejected: qwertz").name == "refused"


@pytest.mark.parametrize("each", KINDS, ids=str)
def test_each_kind_is_of_known_groups_and_classes(each: Kind) -> None:
    name, groups, unless = each
    known = {group for word in group_words().split() for group in groups_of(word.rstrip("*"))}
    assert name in CLASSES
    assert set(f"{groups} {unless}".split()) <= known
    assert not set(groups.split()) & set(unless.split())
