from __future__ import annotations

import pytest

from sendoff.config.settings import defaults
from sendoff.config.values.credentials import Credentials
from sendoff.postfix import main_cf
from sendoff.postfix.compiled import Build, Surroundings, compile_settings, fresh_main_cf

BUILD = Build("3.10.1", frozenset({"hash", "texthash"}))


SETTINGS = defaults()._replace(credentials=Credentials(table="hash:/etc/postfix/mine"))


def compiled(theirs: str) -> dict[str, str]:
    around = Surroundings(BUILD, "web1.example.net", has_log=True, main_cf=theirs, master_cf="")
    return main_cf.values(compile_settings(SETTINGS, around, "").main_cf)


@pytest.mark.parametrize(("theirs", "kept"), [("3.9", "3.9"), ("3.6", "3.6"), ("10", "10")])
def test_a_compatibility_level_that_is_high_enough_stays(theirs: str, kept: str) -> None:
    assert compiled(f"compatibility_level = {theirs}\n")["compatibility_level"] == kept


@pytest.mark.parametrize("theirs", ["2", "3.5", "$x", "", "0"])
def test_a_lower_or_unreadable_compatibility_level_is_raised(theirs: str) -> None:
    assert compiled(f"compatibility_level = {theirs}\n")["compatibility_level"] == "3.6"


@pytest.mark.parametrize("name", ["smtp_tls_CAfile", "smtp_tls_loglevel"])
def test_what_is_only_offered_gives_way_to_the_administrators(name: str) -> None:
    assert compiled(f"{name} = theirs\n")[name] == "theirs"
    assert compiled(f"{name} =\n")[name] != ""


def test_a_fresh_configuration_sets_no_name_twice() -> None:
    sample = "alias_database = hash:/etc/aliases\nalias_maps = $alias_database, nis:mail.aliases\nbiff = no\n"
    names = [found.name for found in main_cf.assignments(fresh_main_cf(sample, BUILD))]
    assert sorted(names) == sorted(set(names))
    assert "biff" in names
