"""What a person asks for is told by its form; where it fits more than one, all are asked."""

from __future__ import annotations

import pytest

from sendoff.delivery.trace_question import understood


def test_an_address_may_be_a_message_id_too() -> None:
    found = understood("<Info@Example.ORG>")
    assert found.addresses == (("Info", "example.org"),)
    assert found.message_ids == ("<Info@Example.ORG>", "Info@Example.ORG")
    assert found.words == ("address", "message id")


def test_an_address_asked_for_as_sender_is_nothing_else() -> None:
    found = understood("info@example.org", "sender")
    assert (found.recipients, found.senders, found.message_ids) == (False, True, ())


def test_an_at_before_a_domain_makes_it_one() -> None:
    assert understood("@Example.org").domains == ("example.org",)
    assert understood("@Example.org").addresses == ()


def test_a_dotted_word_is_a_domain_or_a_user() -> None:
    found = understood("example.org", own_domains=["www.example.net"])
    assert found.domains == ("example.org",)
    assert found.addresses == (("example.org", ""), ("example.org", "www.example.net"))


def test_a_word_is_a_user_with_and_without_this_servers_domain() -> None:
    found = understood("root", own_domains=["WWW.example.net", "www.example.net"])
    assert found.addresses == (("root", ""), ("root", "www.example.net"))
    assert found.words == ("user of this server",)


def test_a_short_queue_id_may_be_typed_in_small_letters() -> None:
    found = understood("4a1b2c3d4e")
    assert (found.queue_ids, found.addresses) == (("4a1b2c3d4e", "4A1B2C3D4E"), ())


def test_a_long_queue_id_is_taken_as_it_is_and_no_user() -> None:
    found = understood("4Zp2Vv6bqtz1N3k")
    assert (found.queue_ids, found.addresses) == (("4Zp2Vv6bqtz1N3k",), ())


@pytest.mark.parametrize("name", ["facade", "12345678901", "abc123"])
def test_a_name_of_hexadecimal_digits_is_asked_for_as_both(name: str) -> None:
    assert understood(name).words == ("queue id", "user of this server")
    assert understood(name, "recipient").words == ("user of this server",)


def test_a_message_id_without_an_at() -> None:
    assert understood("<abc.def>").message_ids == ("<abc.def>", "abc.def")
    assert understood("abc", "message-id").message_ids == ("<abc>", "abc")


def test_a_domain_in_unicode_is_asked_for_in_both_spellings() -> None:
    assert understood("@bücher.example").domains == ("bücher.example", "xn--bcher-kva.example")
    assert understood("@xn--bcher-kva.example").domains == ("xn--bcher-kva.example", "bücher.example")


@pytest.mark.parametrize("text", ["", " ", "<>", "@", "@@"])
def test_nothing_is_no_question(text: str) -> None:
    with pytest.raises(ValueError, match="nothing is asked for"):
        understood(text)


def test_an_address_without_its_domain_is_no_question() -> None:
    with pytest.raises(ValueError, match="ends with an @"):
        understood("info@")


@pytest.mark.parametrize("recipient", ["info@example.org", "INFO@Example.org"])
def test_a_question_covers_its_address_in_any_case(recipient: str) -> None:
    assert understood("info@example.org").covers(recipient)


@pytest.mark.parametrize("recipient", ["info@example.com", "xinfo@example.org", "info@sub.example.org", "example.org"])
def test_a_question_covers_no_other_address(recipient: str) -> None:
    assert not understood("info@example.org").covers(recipient)


def test_a_question_for_a_domain_covers_all_in_it() -> None:
    assert understood("@example.org").covers("anybody@example.org")
    assert not understood("@example.org", "sender").covers("anybody@example.org")
