"""Credentials are used where they are meant for.

What happens: the servers that stand in for the next hops of the JSON's credentials take note of who logged in.

Why it matters: Postfix looks credentials up by the next hop exactly as it is written, or by its host name. Where it
finds none it says nothing and sends without a login; the real smarthost then refuses the mail.

How to mend it: write the next hop in postfix::smtp_sasl_password_maps exactly as in postfix::relayhost. Where no mail
arrived there at all, mend that first. A next hop that offers no login is sent none.

When it is fine: the credentials are for a next hop of the administrator's own tables that the rehearsal cannot read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sendoff.config.values.credentials import Credential
from sendoff.rehearsal.expectations._view import View, differ, passed
from sendoff.rehearsal.mails import Mail
from sendoff.rehearsal.observed import REFUSE, WARN, Arrival, Finding

_KEY = "postfix::smtp_sasl_password_maps"


def judge(view: View) -> Iterator[Finding]:
    """See `Expectation.judge`."""
    entries = view.settings.credentials.entries
    if not entries:
        return
    users = {each.login for _, each in view.arrived() if each.login}
    idle = [entry for entry in entries if entry.user not in users]
    first = view.settings.relayhost or (view.settings.fallback_relays or (None,))[0]
    meant = {entry.hop.text for entry in entries} | {entry.hop.host for entry in entries}
    if idle and (first is None or first.text in meant or first.host in meant or len(idle) == len(entries)):
        yield _idle(view, idle)
        return
    names = {each.name: {user for user, _ in each.then} for each in view.stage.stand_ins if each.then}
    wrong = [
        (mail, each) for mail, each in view.arrived() if each.at in names and each.login not in names[each.at]
    ]  # fmt: skip
    yield _wrong(view, wrong) if wrong else passed("every login of the JSON is used where it is meant for", _KEY)


def _idle(view: View, entries: Sequence[Credential]) -> Finding:
    """Return that logins are not used, as before where the live configuration has the same ones."""
    text = f"no message was sent with the login for {', '.join(entry.hop.text for entry in entries)}"
    known = [*view.around.now.entries("smtp_sasl_password_maps")] if view.around.now else []
    users = {(key, login.partition(":")[0]) for key, login in known}
    before = all({(entry.hop.text, entry.user), (entry.hop.host, entry.user)} & users for entry in entries)
    hops = {entry.hop.text for entry in entries}
    there = [each for each in view.stage.stand_ins if hops & {*each.hops}]
    if there and not any(each.habit.auth for each in there):
        return Finding("", "fail", f"{text}: it offers no login", _KEY, as_before=before, weight=WARN)
    # Where nothing arrives at all, another expectation says so, and weighs.
    arrives = {each.name for each in there} & {each.at for _, each in view.arrived()}
    return Finding("", "fail", text, _KEY, as_before=before, weight=WARN if there and not arrives else REFUSE)


def _wrong(view: View, sent: Sequence[tuple[Mail, Arrival]]) -> Finding:
    told = [(mail, f"to {each.at} {f'as {each.login}' if each.login else 'without a login'}") for mail, each in sent]
    offering = {each.name for each in view.stage.stand_ins if each.habit.auth}
    offers_none = not offering & {each.at for _, each in sent}
    found = differ(told, "although the JSON has another login for it", _KEY)
    return found._replace(weight=WARN if offers_none else REFUSE)
