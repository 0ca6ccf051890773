from __future__ import annotations

from sendoff.change.facts import Ask, QueueFacts, Unknown

from .build import applied, bare, change, machine, only, points_at, quiet

KEY = "postfix::relayhost"
RULE = "queued-mail-moves"
QUEUE = Ask("queue", "25600000")


def test_warns_of_waiting_mail() -> None:
    found = only(RULE, change({KEY: "[smtp.example.net]"}, applied()), {QUEUE: QueueFacts(20, 0)})
    assert found.level == "warn"
    assert found.text == "20 queued messages will go to [smtp.example.net] too."
    assert points_at(found, KEY)


def test_warns_when_the_smarthost_goes() -> None:
    before = applied({KEY: "[smtp.example.net]"})
    assert (
        "1 queued message will go to their destinations"
        in only(RULE, change({}, before), {QUEUE: QueueFacts(1, 0)}).text
    )


def test_a_count_that_was_given_up_is_a_lower_bound() -> None:
    step = change({KEY: "[smtp.example.net]"}, applied())
    assert only(RULE, step, {QUEUE: QueueFacts(100000, 0, complete=False)}).text.startswith("More than 100000")


def test_says_that_it_could_not_be_asked() -> None:
    found = only(RULE, change({KEY: "[smtp.example.net]"}, applied()), {QUEUE: Unknown("postqueue is missing")})
    assert (found.level, found.unknown) == ("note", "postqueue is missing")


def test_is_quiet_about_an_empty_queue() -> None:
    assert quiet(RULE, change({KEY: "[smtp.example.net]"}, applied()), {QUEUE: QueueFacts(0, 0)})


def test_asks_nothing_where_the_route_stays_or_nothing_was_there() -> None:
    assert quiet(RULE, change({}, machine()))
    assert quiet(RULE, change({}, machine("myhostname = web1.example.net\n")))
    assert quiet(RULE, change({KEY: "[smtp.example.net]"}, bare()))
    assert quiet(RULE, change({KEY: "[smtp.example.net]"}, machine("relayhost = [smtp.example.net]\n")))
