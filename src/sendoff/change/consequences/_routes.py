"""The next hops of a change, how they are asked, and which of them get credentials."""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change import plan
from sendoff.change.consequences._main_cf import after, differs, words
from sendoff.change.facts import Answers, Ask, NextHopReply
from sendoff.change.plan import Transition
from sendoff.config.values.hosts import NextHop
from sendoff.postfix import tables, transports
from sendoff.postfix.parameters import CA_FILE

RELAYHOST = "postfix::relayhost"
FALLBACK = "postfix::smtp_fallback_relay"
ON_BLOCK = "sendoff::on_block"
CREDENTIALS = "postfix::smtp_sasl_password_maps"
SMARTHOST_TLS = "sendoff::smarthost_tls"


def key(transition: Transition, hop: NextHop) -> str:
    """Return the key that names a next hop."""
    if hop == transition.settings.relayhost:
        return RELAYHOST
    return FALLBACK if hop in transition.settings.fallback_relays else ON_BLOCK


def ask(transition: Transition, hop: NextHop) -> Ask:
    """Return the question how a next hop answers, with what Postfix's own client would go by."""
    native = "native" in words(after(transition, "smtp_host_lookup"))
    authority = after(transition, "smtp_tls_CAfile") or CA_FILE
    return Ask("next-hop", hop.text, " ".join(filter(None, ("native" if native else "", authority))))


def reply(transition: Transition, answers: Answers, hop: NextHop) -> NextHopReply | None:
    """Return how a next hop answered; None where it could not be asked, or was not reached."""
    answer = answers.get(ask(transition, hop))
    return answer if isinstance(answer, NextHopReply) and not answer.error else None


def table_differs(transition: Transition, *names: str) -> bool:
    """Tell whether one of sendoff's tables changes; parameters change with every new folder of tables."""
    return any(change.name in names for change in transition.table_changes)


def login_differs(transition: Transition) -> bool:
    """Tell whether credentials, or what protects them, change."""
    foreign = transition.settings.credentials.table
    return (
        table_differs(transition, tables.CREDENTIALS, tables.TLS_POLICY)
        or (bool(foreign) and transition.touches("smtp_sasl_password_maps"))
        or transition.touches("smtp_sasl_security_options", "smtp_sasl_tls_security_options")
    )


def route_differs(transition: Transition) -> bool:
    """Tell whether mail takes another way, or another client takes it there."""
    return any(differs(transition, name) for name in ("relayhost", "default_transport", "smtp_fallback_relay"))


def concerned(transition: Transition) -> tuple[NextHop, ...]:
    """Return the next hops that this change is about: all of them when routes or credentials change."""
    if route_differs(transition) or login_differs(transition):
        return transition.settings.next_hops()
    return transition.settings.detours() if detours_differ(transition) else ()


def detours_differ(transition: Transition) -> bool:
    """Tell whether the document names another detour, or one is switched on for more mail than before.

    What a detour needs is looked at while nothing is blocked yet, and again when it is used.
    """
    named = any(name.startswith(plan.ON_BLOCK) and change.after for name, change in transition.changes.items())
    return named or any(change.name == tables.ON_BLOCK and change.after for change in transition.table_changes)


def with_login(transition: Transition) -> Iterator[NextHop]:
    """Yield the next hops of this change that get credentials."""
    yield from (hop for hop in concerned(transition) if tables.authenticated(transition.settings, hop))


def own_routes(transition: Transition) -> list[str]:
    """Return the administrator's parameters by which single mails take other routes."""
    names = ("transport_maps", "sender_dependent_relayhost_maps", "sender_dependent_default_transport_maps")
    return [name for name in names if theirs(transition, name)]


def theirs(transition: Transition, parameter: str) -> str:
    """Return a parameter as it will be in force, of a shared one only the administrator's part."""
    if parameter in transports.SHARED:
        return transports.own(transition.compiled.main_cf).get(parameter, "")
    return after(transition, parameter)
