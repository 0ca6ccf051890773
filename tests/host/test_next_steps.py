"""What the classes of replies tell people to run can be run."""

from __future__ import annotations

import re

from sendoff.cli.command import parser
from sendoff.replies.classes import CLASSES
from sendoff.replies.rows import FILES, GENERAL, rows_of


def test_the_commands_in_next_steps_are_commands() -> None:
    rows = [row for table in (*FILES, *GENERAL) for row in rows_of(table)]
    steps = [*(kind.next_step for kind in CLASSES.values()), *(row.next_step for row in rows)]
    lines = set(re.findall(r"`sendoff ([^`]+)`", "\n".join(steps)))
    assert lines
    for line in lines:
        name, *rest = line.replace("PROVIDER", "microsoft").replace("DOMAIN", "example.net").split()
        parser(name).parse_args(rest)
