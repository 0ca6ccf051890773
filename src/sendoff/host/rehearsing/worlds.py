"""One world of a rehearsal: brought up, the mails sent, and waited until each has come to an end or waits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any, NamedTuple

from sendoff.host.rehearsing.reading import Found
from sendoff.host.together import Together
from sendoff.lab import Copy, PostfixFailed, Received, Receiver, World
from sendoff.lab.debian import MAIL_LOG
from sendoff.rehearsal.mails import ROOT, STRANGER, TRUSTED, Mail
from sendoff.rehearsal.observed import Observed
from sendoff.rehearsal.observed import World as Seen
from sendoff.rehearsal.reading_back import Log, Reception, Submitted, by_mail, is_settled, message_id
from sendoff.rehearsal.stage import Stage
from sendoff.rehearsal.stand_ins import StandIn, address6, by_place

_POLL = 0.02
_CLIENT_SECONDS = 10.0
_HELO = "client.sendoff.test"

Say = Callable[[str], None]
Progress = Callable[[str, int, int], None]
"""Takes the world, and how many of how many mails came to an end in it."""


def present(stage: Stage, *, ipv6: bool) -> Iterator[tuple[str, StandIn]]:
    """Yield the stand-ins that there can be, each with its receiver's name: a machine may lack IPv6."""
    return ((name, each) for name, each in by_place(stage.stand_ins) if ipv6 or ":" not in each.address)


Outcome = tuple[Seen, World | None]


class Performance(NamedTuple):
    """What one world is made from; `which` is "now" or "then", `progress` is told how far it is."""

    found: Found
    copy: Copy
    stage: Stage
    which: str
    say: Say
    progress: Progress
    timeout: float

    def run(self) -> Outcome:
        """Return what became of every mail; a Postfix that does not start there is told in `trouble`.

        Raises LabError: the world itself failed.
        """
        with ExitStack() as kept:
            return self.begin(kept)

    def receivers(self) -> tuple[Receiver, ...]:
        """Return the receivers of the world."""
        ipv6 = self.found.around.ipv6
        return tuple(receiver(name, each, self.which, ipv6=ipv6) for name, each in present(self.stage, ipv6=ipv6))

    def begin(self, kept: ExitStack) -> Outcome:
        """As `run`, but the world stands until `kept` is closed."""
        words = "as it is" if self.which == "now" else "as it would be"
        made = World(self.found.node, zones=self.stage.zones, receivers=self.receivers(), copy=self.copy)
        try:
            world = kept.enter_context(made)
            self.say(f"{words}: Postfix runs")
            seen, fatal = self._send(world, time.monotonic() + self.timeout)
        except PostfixFailed as error:
            self.say(f"{words}: Postfix does not start")
            return Seen({}, _reason(str(error))), None
        self.say(f"{words}: {sum(each.ended for each in seen.values())} of {len(seen)} messages came to an end")
        return Seen(seen, "", fatal), world

    def _send(self, world: World, deadline: float) -> tuple[dict[str, Observed], tuple[str, ...]]:
        stage, ipv6 = self.stage, self.found.around.ipv6
        self.progress(self.which, 0, len(stage.mails))
        submitted = _submit(world, self.found, stage.mails)
        followed = [mail for mail in stage.mails if submitted[mail.id].taken and not mail.declared]
        log = _settle(
            world, followed, deadline, lambda left: self.progress(self.which, len(stage.mails) - left, len(stage.mails))
        )  # fmt: skip
        got = [
            _reception(each, message)
            for name, each in present(stage, ipv6=ipv6) for message in world.receiver(name).messages()
        ]  # fmt: skip
        return by_mail(stage.mails, submitted, log.messages(), got), tuple(log.fatal)


def receiver(name: str, stand_in: StandIn, which: str, *, ipv6: bool) -> Receiver:
    """Return the receiver that plays a stand-in in a world, under a name of its own."""
    habit = stand_in.habit
    first, other = (stand_in.now, stand_in.then) if which == "now" else (stand_in.then, stand_in.now)
    logins = dict((*other, *first))  # of two passwords of one user, the one that this world's configuration has
    if habit.login:
        logins = dict([habit.login])
    if not habit.auth:
        logins = {}
    tls = habit.tls or ("implicit" if stand_in.implicit_tls else "starttls")
    address = stand_in.address
    return Receiver(
        name, "127.0.0.1" if ":" in address else address,
        address if ":" in address else address6(address) if ipv6 and address.startswith("198.18.") else None,
        port=stand_in.port, host=stand_in.host, tls=tls, certificate=habit.certificate,  # type: ignore[arg-type]
        auth=logins or None, require_auth=stand_in.demands and bool(logins), auth_in_clear=tls == "none",
        smtputf8=habit.smtputf8, size=habit.size, replies=habit.replies, senders=habit.senders,
        names=stand_in.names, inside=stand_in.inside,
    )  # fmt: skip


def _submit(world: World, found: Found, mails: tuple[Mail, ...]) -> dict[str, Submitted]:
    acts = {mail.id: _act(mail, found) for mail in mails}
    outside = [mail for mail in mails if mail.who in (TRUSTED, STRANGER)]
    own = [mail for mail in mails if mail not in outside]
    jobs = Together()
    jobs.start("own", lambda: world.play([acts[mail.id] for mail in own]))
    jobs.start("outside", lambda: world.play([acts[mail.id] for mail in outside], at="outside"))
    told = jobs.results()
    submitted: dict[str, Submitted] = {}
    for sent, results in ((own, told["own"]), (outside, told["outside"])):
        assert isinstance(results, list)  # noqa: S101 - what play returns
        submitted |= {mail.id: Submitted(**result) for mail, result in zip(sent, results, strict=True)}
    return submitted


def _settle(world: World, mails: list[Mail], deadline: float, left: Callable[[int], None]) -> Log:
    """Read the log until every mail has come to an end or waits, or time is up; `left` is told how many do not yet."""
    log = Log(time.time() + 60)
    path, place = world.path(MAIL_LOG), 0
    while True:
        if path.exists():  # postlogd(8) makes it with its first line
            with path.open("rb") as file:
                file.seek(place)
                data = file.read()
            place += len(data)
            log.take(data)
        messages = log.messages()
        mails = [mail for mail in mails if not is_settled(mail, messages)]
        left(len(mails))
        if not mails or time.monotonic() > deadline:
            return log
        time.sleep(_POLL)


def _reception(stand_in: StandIn, message: Received) -> Reception:
    return Reception(
        stand_in.name, stand_in.role, message.rcpt_to, message.mail_from, message.text, message.tls or "",
        message.auth_user or "", message.helo,
    )  # fmt: skip


def _act(mail: Mail, found: Found) -> Mapping[str, Any]:
    head = {"From": mail.header_from, "To": mail.recipient, "Subject": f"rehearsal {mail.id}",
            "Message-ID": message_id(mail)}  # fmt: skip
    lines = [*(f"{name}: {value}" for name, value in head.items()), "", "A message of a rehearsal. Nobody gets it.", ""]
    shared = {"data": "\n".join(lines), "pad": 0 if mail.declared else mail.size}
    if mail.by_sendmail:
        uid, gid = (0, 0) if mail.who == ROOT else found.user
        given = ["-f", mail.sender] if mail.sender is not None else []
        arguments = ["-i", *given, "--", mail.recipient]
        return {"way": "sendmail", "uid": uid, "gid": gid, "arguments": arguments, **shared}
    options = ["SMTPUTF8"] if mail.utf8 else []
    options += [f"SIZE={mail.size}"] if mail.size else []
    return {
        "way": "smtp", "source": mail.source, "to": [mail.door, 25], "timeout": _CLIENT_SECONDS, "helo": _HELO,
        "starttls": False, "mail_from": mail.sender or "", "rcpt_to": [mail.recipient], "options": options,
        "no_data": mail.declared, **shared,
    }  # fmt: skip


def _reason(text: str) -> str:
    """Return why a world did not start, without the traceback of its keeper."""
    lines = text.partition("\nTraceback")[0].strip().splitlines()
    fatal = [line for line in lines if "fatal:" in line or "error:" in line]
    return " ".join((fatal or lines or ["no reason was told"])[-1].split())
