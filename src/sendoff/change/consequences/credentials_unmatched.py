"""Credentials that no next hop gets.

What happens: Postfix looks credentials up by the host name it talks to, and by the next hop exactly as written in
postfix::relayhost. "[smtp.example.net]:587" matches only that spelling; "smtp.example.net" matches the host on any
port; "smtp.example.net:587" and "[smtp.example.net]" match neither of the two.

Why it matters: a missing entry is silent. Mail goes out without a login, and most smarthosts then refuse it for good.
An entry under the name of an MX host is found, but TLS is required by the name of the next hop, so with
sendoff::smarthost_tls at secure its password is not sent either.

How to mend it: use the spelling of postfix::relayhost in postfix::smtp_sasl_password_maps.

When it is fine: routes of your own (transport_maps, sender_dependent_relayhost_maps) lead to that next hop.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _routes
from sendoff.change.consequences._found import found, some
from sendoff.change.facts import Answers, Ask, NextHopReply
from sendoff.change.plan import Consequence, Transition
from sendoff.config.values.credentials import Credential
from sendoff.config.values.hosts import NextHop
from sendoff.postfix.tables import matches


def _unmatched(transition: Transition) -> list[Credential]:
    hops = _routes.concerned(transition)
    entries = transition.settings.credentials.entries if _routes.login_differs(transition) or hops else ()
    return [entry for entry in entries if not any(matches(entry, hop) for hop in transition.settings.next_hops())]


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    hop = transition.settings.relayhost
    if hop and hop.by_mx and _unmatched(transition):
        yield _routes.ask(transition, hop)


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    smarthost, entries = transition.settings.relayhost, transition.settings.credentials.entries
    replies = [answers.get(ask) for ask in asks(transition)]
    mail_hosts = {host for reply in replies if isinstance(reply, NextHopReply) for host in reply.hosts}
    unmatched = _unmatched(transition)
    if smarthost and any(entry.hop.text in mail_hosts for entry in unmatched):
        # Postfix finds an entry by the name of an MX host, but the TLS policy only by the name of the next hop.
        if transition.settings.smarthost_tls == "secure":
            yield _by_mail_host(transition, smarthost)
        return
    own_routes = _routes.own_routes(transition)
    if not unmatched or (own_routes and not _misspelt(transition, unmatched)):
        return
    names = some([entry.hop.text for entry in unmatched])
    if smarthost and not own_routes and len(unmatched) == len(entries) and _known(smarthost, replies):
        text = f"Mail goes to {smarthost.text} without a login: the credentials are for {names}."
        mend = f"Write {smarthost.text} in {_routes.CREDENTIALS}, exactly as in {_routes.RELAYHOST}."
        yield found(transition, "credentials-unmatched", "refuse", text, _routes.CREDENTIALS, mend=mend)
    else:
        text = f"The credentials for {names} are never used: no next hop is written like that."
        mend = "Write the next hop exactly as in its own key, or take the credentials out."
        yield found(transition, "credentials-unmatched", "warn", text, _routes.CREDENTIALS, mend=mend)


def _by_mail_host(transition: Transition, smarthost: NextHop) -> Consequence:
    text = (
        f"Mail to {smarthost.text} would wait: its credentials stand under the name of an MX host, where Postfix does "
        "not require TLS, so it does not send the password."
    )
    mend = f"Write {smarthost.text} in {_routes.CREDENTIALS}, exactly as in {_routes.RELAYHOST}."
    return found(transition, "credentials-unmatched", "refuse", text, _routes.CREDENTIALS, mend=mend)


def _known(smarthost: NextHop, replies: list[object]) -> bool:
    return not (smarthost.by_mx and any(not isinstance(reply, NextHopReply) for reply in replies))


def _misspelt(transition: Transition, entries: list[Credential]) -> bool:
    """Tell whether an entry names the host of a next hop in another spelling."""
    hosts = {hop.host for hop in transition.settings.next_hops()}
    return any(entry.hop.host in hosts for entry in entries)
