"""The server's own name in a change."""

from __future__ import annotations

from sendoff.change.consequences._main_cf import differs
from sendoff.change.facts import Answers, Ask, NameFacts
from sendoff.change.plan import Transition

KEY = "sendoff::server_name"


def own(transition: Transition) -> str:
    """Return the name that the server will have."""
    return transition.compiled.parameters["myhostname"].lower()


def ask(transition: Transition) -> Ask | None:
    """Return the question what the DNS knows of the server's name, if the change is about it."""
    if "." in own(transition) and (transition.touches("myhostname") or differs(transition, "relayhost")):
        return Ask("name", own(transition))
    return None


def facts(transition: Transition, answers: Answers) -> NameFacts | None:
    """Return what the DNS knows of the server's name, if it was asked and answered."""
    question = ask(transition)
    answer = answers.get(question) if question else None
    return answer if isinstance(answer, NameFacts) else None
