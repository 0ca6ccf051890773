from __future__ import annotations

from .build import applied, bare, change, machine, only, quiet

RULE = "setting-overridden"


def test_notes_what_of_main_cf_goes() -> None:
    found = only(RULE, change({"postfix::relayhost": "[b.example.net]"}, machine("relayhost = [a.example.net]\n")))
    assert found.level == "note"
    assert "relayhost (was [a.example.net])" in found.text


def test_never_shows_credentials() -> None:
    found = only(RULE, change({}, machine("smtp_sasl_password_maps = static:user:secret\n")))
    assert "smtp_sasl_password_maps" in found.text
    assert "secret" not in found.text


def test_is_quiet_about_equal_values_and_empty_ones() -> None:
    assert quiet(RULE, change({}, machine("message_size_limit = 25600000\nrelayhost =\nmy_own = 1\n")))
    assert quiet(RULE, change({}, bare()))


def test_is_quiet_about_what_sendoff_wrote() -> None:
    assert quiet(RULE, change({"postfix::relayhost": "[a.example.net]"}, applied()))


def test_header_checks_of_the_administrator_are_not_replaced_by_logging_headers() -> None:
    own = "header_checks = regexp:/etc/postfix/mine\nnested_header_checks = $header_checks\nbiff = no\n"
    step = change({"sendoff::log_headers": True}, machine(own))
    assert step.touches("header_checks", "nested_header_checks")
    assert quiet("setting-overridden", step)
