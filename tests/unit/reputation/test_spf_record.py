from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendoff.reputation.spf.record import merged, published, strings, terms, with_term, without, zone_line


def test_only_texts_that_begin_with_the_version_are_records() -> None:
    texts = ["v=spf1", "V=SPF1 -all", "v=spf10 -all", " v=spf1 -all", "v=spf1;-all"]
    assert published(texts) == ("V=SPF1 -all", "v=spf1")


def test_a_term_is_added_before_all() -> None:
    assert with_term("v=spf1 mx -all", "a:web1.example.net") == "v=spf1 mx a:web1.example.net -all"


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        ("v=spf1", "v=spf1 a:x.example"),
        ("v=spf1 redirect=y.example", "v=spf1 a:x.example redirect=y.example"),
        ("v=spf1 exp=e.example mx redirect=y.example", "v=spf1 exp=e.example mx a:x.example redirect=y.example"),
        ("v=spf1 mx ~all exp=e.example", "v=spf1 mx a:x.example ~all exp=e.example"),
    ],
)
def test_a_term_without_all_stands_after_the_last_mechanism(record: str, wanted: str) -> None:
    assert with_term(record, "a:x.example") == wanted


def test_a_term_can_stand_before_the_one_that_decides_first() -> None:
    assert with_term("v=spf1 -ip4:192.0.2.0/24 mx -all", "a", before="-ip4:192.0.2.0/24") == (
        "v=spf1 a -ip4:192.0.2.0/24 mx -all"
    )


def test_dropping_touches_only_what_is_named() -> None:
    assert without("v=spf1 include:a.example  mx -all", ["include:a.example"]) == "v=spf1 mx -all"


def test_two_records_become_one_with_the_terms_of_both_and_the_milder_end() -> None:
    assert merged(["v=spf1 mx -all", "v=spf1 MX include:x.example ~all"]) == "v=spf1 mx include:x.example ~all"


def test_a_redirect_in_one_of_two_records_becomes_an_include() -> None:
    assert merged(["v=spf1 redirect=x.example", "v=spf1 mx -all"]) == "v=spf1 include:x.example mx -all"


def test_targets_are_without_prefix_lengths() -> None:
    found = terms("v=spf1 a:x.example/24//64 ip4:192.0.2.0/24 mx/24 include:y.example redirect=z.example")
    assert [term.target for term in found] == ["x.example", "192.0.2.0/24", "", "y.example", "z.example"]


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=2000))
def test_strings_joined_are_the_record_and_none_is_too_long(record: str) -> None:
    assert "".join(strings(record)) == record
    assert all(len(part) <= 255 for part in strings(record))


def test_a_long_record_is_split_between_terms_and_keeps_the_blank() -> None:
    record = "v=spf1 " + " ".join(f"ip4:192.0.2.{n}" for n in range(40)) + " -all"
    first, second, *_ = strings(record)
    assert first.endswith(" ")
    assert second.startswith("ip4:")


@given(st.text(max_size=300))
def test_a_zone_line_is_always_one_printable_line(record: str) -> None:
    line = zone_line("example.net", record)
    assert line.isascii()
    assert line.isprintable()


def test_quotes_and_backslashes_are_escaped() -> None:
    assert zone_line("example.net.", 'v=spf1 a:"\\', 300) == 'example.net. 300 IN TXT "v=spf1 a:\\"\\\\"'
