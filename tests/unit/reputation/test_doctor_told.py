from __future__ import annotations

import json

from sendoff.render import doctor_html, doctor_json, doctor_text
from sendoff.render.doctor_text import Visit
from sendoff.render.style import Style
from sendoff.reputation.check import Finding
from sendoff.reputation.score import Score

EVIL = "\x1b[2J\x9b31m\u202e<img src=x onerror=alert(1)>"


def visit(*findings: Finding, score: Score | None = None) -> Visit:
    return Visit("mail.example.net", ["example.org"], findings, score or Score(7.5, 9.0, 3))


def test_the_headline_says_what_could_not_be_asked() -> None:
    assert doctor_text.headline(visit()) == "7.5 of 10, and 3 things could not be asked (9 if all of it is fine)"
    assert doctor_text.headline(visit(score=Score(8.0, 9.5, 1))).startswith("8 of 10, and 1 thing could not be asked")
    assert doctor_text.headline(visit(score=Score(10.0, 10.0, 0))) == "10 of 10"


def test_a_failure_is_told_whole_and_what_is_fine_in_a_line() -> None:
    fail = Finding("spf-end", "example.org", "fail", "how it ends", "+all", "End it with -all.", "Everybody may send.")
    fine = [Finding("spf-record", name, "pass", "TXT", "v=spf1 -all") for name in ("example.org", "example.net")]
    told = doctor_text.text(visit(fail, *fine), Style())
    assert "FAIL spf-end: example.org\n  asked   how it ends\n  answer  +all\n  why     Everybody may send." in told
    assert "\npass    spf-record               example.org, example.net\n" in told


def test_the_same_of_several_subjects_is_told_once() -> None:
    same = [Finding("spf-record", f"d{number}.example", "fail", "TXT", "no record", "m") for number in range(20)]
    told = doctor_text.text(visit(*same), Style())
    assert told.count("no record") == 1
    assert "d7.example and 12 more" in told


def test_a_fact_that_several_checks_miss_is_told_once() -> None:
    missing = [
        Finding(check, "this server", "unknown", check, "no answer in time") for check in ("spf-pass", "spf-end")
    ]
    told = doctor_text.text(visit(*missing), Style())
    assert "UNKNOWN spf-pass, spf-end: this server\n  answer  no answer in time\n" in told


def test_what_strangers_wrote_is_printable_everywhere() -> None:
    odd = Finding("spf-record", EVIL, "fail", EVIL, EVIL, EVIL, EVIL)
    for told in (
        doctor_text.text(visit(odd), Style()),
        json.dumps(doctor_json.as_json(visit(odd._replace(why="")), {"spf-record": 1.0}), ensure_ascii=False),
        doctor_html.page(visit(odd), lambda check: check, "now"),
    ):
        assert not {"\x1b", "\x9b", "\u202e"} & set(told)
    assert "<img" not in doctor_html.page(visit(odd), lambda check: check, "now")


def test_endless_texts_are_cut_where_people_read_them() -> None:
    long = Finding("spf-record", "example.org", "fail", "TXT", "x" * 60_000)
    assert len(doctor_text.text(visit(long), Style())) < 1500
    assert len(doctor_html.page(visit(long), lambda check: check, "now")) < 9000
    assert len(doctor_json.as_json(visit(long), {"spf-record": 1.0})["findings"][0]["answered"]) == 60_000


def test_the_page_has_every_result_in_its_place() -> None:
    results = ("fail", "unknown", "warn", "pass", "skipped")
    made = doctor_html.page(visit(*(Finding("spf-record", f"{r}.example", r, "TXT", "x") for r in results)), str, "now")
    places = [made.index(f"{result}.example") for result in results]
    assert places == sorted(places)
    assert "Will mail from mail.example.net be accepted?" in made
