"""What is on because a provider blocks or throttles, for people and as JSON."""

from __future__ import annotations

from typing import Any

from sendoff.change.state import Generation
from sendoff.config.masking import printable


def member(current: Generation | None) -> dict[str, Any]:
    """Return `{"configured": {provider: [...]}, "on": [...]}` of a generation; see `on`."""
    configured = {name: list(words) for name, words in current.on_block.items()} if current else {}
    return {"configured": configured, "on": on(current) if current else []}


def on(made: Generation) -> list[dict[str, Any]]:
    """Return what was on: `[{"provider", "kind", "next_hop", "domains": count, "since", "incident"}]`.

    `kind` is detour, slow or tried: the provider is tried again, and mail that it still refuses is kept here.
    """
    names = ("kind", "next_hop", "domains", "since", "incident")
    return [{"provider": provider, **{name: known[name] for name in names}} for provider, known in made.detours.items()]


def line(one: dict[str, Any]) -> str:
    """Return one entry of `on` as a sentence."""
    if one["kind"] == "tried":
        kept = "what it still refuses is kept here"
        return f"{one['provider']} is tried again since {one['since']}; {kept} (incident {one['incident']})"
    count = f"{one['domains']} domain{'s' * (one['domains'] != 1)}"
    way = f"goes through {printable(one['next_hop'])}" if one["next_hop"] else "is sent slowly"
    return f"mail to {one['provider']} ({count}) {way} since {one['since']} (incident {one['incident']})"
