"""What an expectation looks at: one world, beside the settings and the stage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sendoff.config.settings import Settings
from sendoff.config.values.hosts import NextHop
from sendoff.rehearsal import words
from sendoff.rehearsal.mails import STRANGER, TRUSTED, Mail, Surroundings
from sendoff.rehearsal.observed import ARRIVED, Arrival, Finding, Observed, World
from sendoff.rehearsal.stage import Stage
from sendoff.rehearsal.stand_ins import StandIn
from sendoff.rehearsal.words import AWAY

_MOST = 3


class View(NamedTuple):
    """One world."""

    around: Surroundings
    stage: Stage
    world: World

    @property
    def settings(self) -> Settings:
        """What the JSON says."""
        return self.around.settings

    def of(self, mail: Mail) -> Observed:
        """Return what became of a mail."""
        return self.world.of(mail)

    def away(self) -> list[Mail]:
        """Return the mails from the server to other servers that can be followed to their ends."""
        return [
            mail for mail in self.stage.mails
            if mail.where in AWAY and mail.who not in (STRANGER, TRUSTED) and not (mail.size or mail.utf8)
        ]  # fmt: skip

    def arrived(self) -> list[tuple[Mail, Arrival]]:
        """Return every mail with where it arrived."""
        return [
            (mail, each) for mail in self.stage.mails for each in self.of(mail).arrivals if each.fate == ARRIVED
        ]  # fmt: skip

    def stand_ins(self, hops: Iterable[NextHop]) -> list[StandIn]:
        """Return who stands in for next hops."""
        texts = {hop.text for hop in hops}
        return [each for each in self.stage.stand_ins if texts & {*each.hops}]


def passed(text: str, key: str | None = None) -> Finding:
    """Return that it holds."""
    return Finding("", "pass", text, key)


def unknown(text: str, key: str | None = None) -> Finding:
    """Return that it could not be seen."""
    return Finding("", "unknown", text, key)


def failed(
    view: View, wrong: Sequence[Mail], instead: str, key: str | None = None, *, of: Sequence[Mail] = ()
) -> Finding:
    """Return that it does not hold for these mails, of all that were looked at: each kind of outcome once."""
    kinds: dict[tuple[str, ...], list[Mail]] = {}
    for mail in wrong:
        kinds.setdefault(words.kind(view.of(mail)), []).append(mail)
    told = [f"{words.subject(mails, of or wrong)} {words.present(view.of(mails[0]))}" for mails in kinds.values()]
    more = f"; and {len(told) - _MOST} other kinds" if len(told) > _MOST else ""
    return Finding("", "fail", f"{'; '.join(told[:_MOST])}{more}{instead}", key, tuple(mail.id for mail in wrong))


def differ(wrong: Sequence[tuple[Mail, str]], instead: str, key: str | None = None) -> Finding:
    """Return that it does not hold for these mails, with what each has instead."""
    values = list(dict.fromkeys(value for _, value in wrong))
    mails = list(dict.fromkeys(mail for mail, _ in wrong))
    more = f" and {len(values) - _MOST} others" if len(values) > _MOST else ""
    about = words.subject(mails, mails) if len(mails) <= _MOST else f"{len(mails)} messages"
    text = f"{about}: {', '.join(values[:_MOST])}{more} {instead}"
    return Finding("", "fail", text, key, tuple(mail.id for mail in mails), values=tuple(values))
