"""What was understood of a reply, as JSON."""

from __future__ import annotations

from typing import Any

from sendoff.replies.understood import Understood


def as_json(found: Understood) -> dict[str, Any]:
    """Return what was understood.

    `{"class", "coarse", "permanent", "provider", "provider_code", "blocked", "who", "next_step", "sure", "link"}`;
    `permanent` is as the status code says, null without one; what is not known is null.
    """
    return {
        "class": found.name,
        "coarse": found.coarse,
        "permanent": found.permanent,
        "provider": found.provider,
        "provider_code": found.provider_code,
        "blocked": found.blocked,
        "who": found.who,
        "next_step": found.next_step,
        "sure": found.sure,
        "link": found.link,
    }
