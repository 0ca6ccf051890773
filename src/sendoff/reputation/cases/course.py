"""What is known of a provider's way of lifting a block, as values."""

from __future__ import annotations

from typing import NamedTuple


class Field(NamedTuple):
    """One field of a form: its name there, the name of what fills it (`filling.FILLINGS`), and what to choose or write.

    The hint is for the person who fills the form; it stands in the place of what is not known.
    """

    name: str
    filling: str
    hint: str = ""


PLEA = "Please lift the block, or tell us what is still missing."


class Way(NamedTuple):
    """One place to ask: a form at `link`, or a mail to `mail`, with its fields in their order.

    It is for replies that hold one of `words`, and for listings with one of the blocklist's `codes`; without both, for
    all that no other way takes. Where the reply itself names a page or an address below one of `hosts`, that is where
    to ask. `sure` is false where the form's own fields are not known: then the fields are what such forms ask.
    `one_each`: a request is for one address or domain. `plea` is what a request in words ends with.
    """

    title: str
    fields: tuple[Field, ...]
    link: str = ""
    mail: str = ""
    hosts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    sure: bool = True
    one_each: bool = False
    plea: str = PLEA


class Answer(NamedTuple):
    """What a provider says, and what that means or asks for."""

    says: str
    then: str


class Question(NamedTuple):
    """What must be so before asking, and only a person can see."""

    id: str
    text: str
    mend: str


class Course(NamedTuple):
    """One provider's course.

    `providers` are those of the incidents that it is for (`replies.providers`, or a blocklist's name), `part` the mail
    system among them (empty: any), `names` words of a reply that say the same of a receiver elsewhere, `others` such as
    say that another list did it. `classes` are the replies that asking may lift. `must` are the doctor's checks without
    which asking is in vain, `should` those that are told; `lists` the zones that the blocklist checks are narrowed to
    (empty: all). `listed` are zones on which something must stand, else there is nothing to ask; `listed_sure` is false
    where a list does not answer everybody. `patience` is for temporary replies: how long they last before a person
    looks at them. `answer` is when an answer is due; both in hours. `promised` is false where nobody promises one.
    `again` is what to write to a first refusal, with the names of `filling.again`. `checked` is when the facts were
    last compared with `source`.
    """

    title: str
    providers: tuple[str, ...]
    classes: tuple[str, ...]
    must: tuple[str, ...]
    ways: tuple[Way, ...]
    answer: int
    answers: tuple[Answer, ...]
    again: str
    remarks: tuple[str, ...]
    meanwhile: tuple[str, ...]
    source: str
    checked: str
    part: str = ""
    names: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    should: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    listed_sure: bool = True
    questions: tuple[Question, ...] = ()
    patience: int = 0
    promised: bool = True


SERVER = (
    "addresses-used",
    "helo-name",
    "helo-resolves",
    "reverse-name",
    "reverse-confirmed",
    "relay-closed",
)
"""What every provider looks at first: names, addresses, and that strangers cannot send here."""

DOMAINS = ("sender-domain-resolves", "spf-record", "spf-pass")
"""What every provider looks at of a sending domain."""

ON_BLOCK = "`sendoff::on_block` can send this provider's mail by another server meanwhile, or more slowly."
CAUSE_FIRST = (
    "Stop what it was blocked for first: `sendoff case open PROVIDER` shows who sent what; "
    "a hacked site is the usual cause."
)
