"""What the checks of a message know together."""

from __future__ import annotations

from sendoff.reputation.check import FAIL, PASS, Finding
from sendoff.reputation.message.given import Given

_MOST = 5


def found(
    check: str, message: Given, asked: str, wrong: list[str], *, good: str, mend: str, result: str = FAIL
) -> Finding:
    """Return `result` with what is wrong, or a pass with what is good where nothing is."""
    if not wrong:
        return Finding(check, message.name, PASS, asked, good)
    told = "; ".join(wrong[:_MOST])
    rest = f"; and {len(wrong) - _MOST} more" if len(wrong) > _MOST else ""
    return Finding(check, message.name, result, asked, f"{told}{rest}", mend)
