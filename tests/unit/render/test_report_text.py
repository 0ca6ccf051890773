from __future__ import annotations

import pytest
from tests.unit.render.report_made import COUNTS, incomplete, report

from sendoff.delivery.report import Report
from sendoff.delivery.report_counting import Top
from sendoff.delivery.report_usual import Comparison
from sendoff.render.report_text import text
from sendoff.render.style import Style


def lines(found: Report, shown: int = 4) -> list[str]:
    return text(found, Style(), shown).splitlines()


def line(found: Report, start: str) -> str:
    return next(one for one in lines(found) if one.startswith(start))


def test_counts_stand_beside_the_usual() -> None:
    words = line(report(), "sent ").split()
    assert words[:3] == ["sent", "41,205", "13,000"]
    assert "3.2 times the usual; recipients; 2.3 GB" in line(report(), "sent ")
    assert "99.5 % of SMTP with TLS" in " ".join(" ".join(lines(report())).split())
    assert "4 (the same span" in line(report(), "usual:")


def test_too_little_history_shows_no_usual() -> None:
    found = report(usual=Comparison("the ledger does not reach back far enough", 0, {}))
    assert line(found, "sent ").split()[1:3] == ["41,205", "recipients;"]
    assert "far enough" in line(found, "usual:")


def test_the_queue_now_stands_beside_the_deferrals() -> None:
    assert "attempts; 312 recipients wait now, 12 of them on hold" in line(report(), "deferred")


def test_what_is_not_known_is_said_at_the_top() -> None:
    assert lines(report())[1] == "complete: the ledger knows all of this span"
    shown = lines(incomplete())
    assert shown[1] == "NOT complete:"
    assert shown[2].startswith("  3 messages whose first lines the log does not have")
    assert any("sendoff watch does not run" in one for one in shown[:8])


def test_an_empty_ledger_is_not_complete() -> None:
    known = report().knowledge._replace(begins=None, last_line=None, last_read=None)
    assert lines(report(knowledge=known))[1].startswith("nothing is known")


def test_tls_that_the_log_does_not_tell_is_not_zero() -> None:
    assert "TLS is not in the log" in "\n".join(lines(report(tls=None)))


def test_rare_ends_are_shown_where_they_are() -> None:
    assert not [one for one in lines(report()) if one.startswith("unknown")]
    assert line(report(counts={**COUNTS, "unknown": 5}), "unknown").split()[1] == "5"


@pytest.mark.parametrize("mode", ["domain", "hash"])
def test_a_ledger_without_local_parts_says_so(mode: str) -> None:
    shown = lines(report(addresses=mode))
    assert any(f"addresses are kept by sendoff::ledger as: {mode}" in one for one in shown)
    assert any(one.startswith("by sender domain") for one in shown) == (mode == "domain")


def test_monitoring_that_is_off_is_said() -> None:
    assert any("off by postfix::monitoring" in one for one in lines(report(monitoring=False)))


@pytest.mark.parametrize("found", [report(), incomplete()])
def test_it_fits_a_screen_and_no_stranger_reaches_the_terminal(found: Report) -> None:
    shown = lines(found)
    assert len(shown) <= 62
    assert max(map(len, shown)) <= 100
    assert all(one.isprintable() for one in shown)


def test_names_beyond_those_shown_are_counted() -> None:
    many = Top([(f"d{at}.example", {"sent": 1}) for at in range(9)], 5_000, 2)
    shown = lines(report(by={**report().by, "domain": many}))
    heading = next(one for one in shown if one.startswith("by recipient domain"))
    assert "first 4 of 5,000" in heading
