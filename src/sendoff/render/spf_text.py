"""SPF results as text. What DNS answered is a stranger's text, so each line goes through `printable`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sendoff.config.masking import printable
from sendoff.reputation.spf.proposal import Proposal, Published
from sendoff.reputation.spf.record import strings, zone_line
from sendoff.reputation.spf.review import Remark
from sendoff.reputation.spf.servers import Server
from sendoff.reputation.spf.trial import Trial
from sendoff.reputation.spf.verdict import HELO, MAILFROM, MOST_LOOKUPS, MOST_VOID, PASS, UNKNOWN, Check, Node

from .style import Style

_COLOURS = {PASS: "green", UNKNOWN: "yellow", "softfail": "yellow", "neutral": "yellow"}
_LONGEST = 300
_MOST_NODES = 40


def checks(
    found: Sequence[Check], servers: Sequence[Server], records: Sequence[Published], notes: Sequence[str], style: Style
) -> str:
    """Return the result of `spf check`."""
    lines: list[str] = []
    remarks = {(one.domain, MAILFROM): one.remarks for one in records}
    groups = dict.fromkeys((check.domain, check.identity) for check in found)
    for domain, identity in groups:
        mine = [check for check in found if (check.domain, check.identity) == (domain, identity)]
        title = f"{domain} as HELO name" if identity == HELO else f"{domain} as MAIL FROM"
        lines += [style.paint(_clean(title), "bold"), *_table(mine, style), *_trees(mine)]
        lines += [*(f"  {_clean(text)}" for text in _remarks("record", remarks.get((domain, identity), ()))), ""]
    lines += [f"note: {_clean(note)}" for note in (*_server_notes(servers), *notes)]
    return "\n".join([*lines, _sum(found)])


def _sum(found: Sequence[Check]) -> str:
    unknown = sum(check.result == UNKNOWN for check in found)
    passing = sum(check.result == PASS for check in found)
    wrong = next((check for check in found if check.result not in (PASS, UNKNOWN)), None)
    text = f"{passing} pass, {len(found) - passing - unknown} do not, {unknown} unknown"
    if wrong is None:
        return text
    advice = (
        f"publish `v=spf1 a -all` at {wrong.domain}"
        if wrong.identity == HELO and wrong.result == "none"
        else f"`sendoff spf record {wrong.domain}` prints the record to publish"
    )
    return _clean(f"{text}; {advice}")


def _server_notes(servers: Iterable[Server]) -> Iterator[str]:
    for server in servers:
        yield from (f"{server.name}: {note}" for note in server.notes)
        if server.unknown:
            yield f"{server.name}: addresses not known ({server.unknown})"
        elif not server.addresses:
            yield f"{server.name}: no address to check"


def _table(found: Sequence[Check], style: Style) -> Iterator[str]:
    address = max((len(check.address) for check in found), default=0)
    for check in found:
        result = style.paint(check.result, _COLOURS.get(check.result, "red")) + " " * (9 - len(check.result))
        how = " > ".join((check.term, *check.path)) if check.term else check.unknown_because or check.why
        counts = f"{check.lookups} of {MOST_LOOKUPS} lookups"
        void = max(check.void_lookups, check.void_repeated)
        if void:
            counts += f", {void} void"
        if void > MOST_VOID and check.result != "permerror":
            counts += ": permerror to receivers that count each time"
        yield f"  {result} {check.address:<{address}}  {_clean(how or 'no term decided')}  ({counts})"


def _trees(found: Sequence[Check]) -> Iterator[str]:
    """Yield each tree of records once."""
    told: set[tuple[str, ...]] = set()
    for check in found:
        if check.tree is None:
            continue
        lines = tuple(_tree(check.tree, "  "))
        key = tuple(_tree(_plain(check.tree), ""))
        if key not in told and check.tree.record:
            told.add(key)
            yield from lines[:_MOST_NODES]
            if len(lines) > _MOST_NODES:
                yield f"    … and {len(lines) - _MOST_NODES} more records"


def _plain(node: Node) -> Node:
    return node._replace(result="", term="", children=tuple(map(_plain, node.children)))


def _tree(node: Node, indent: str) -> Iterator[str]:
    via = f"{node.via}: " if node.via else ""
    yield _clean(f"{indent}  {via}{node.domain} says {node.record or 'no SPF record'}")
    for child in node.children:
        yield from _tree(child, indent + "  ")


def record(found: Proposal) -> str:
    """Return the result of `spf record`: lines of a zone file, with all that is not the record as comments."""
    if found.unknown:
        return _comment(f"{found.domain}: unknown what is published today ({found.unknown}); nothing can be proposed")
    lines = [zone_line(found.domain, found.record, found.ttl)]
    lines += [_comment(text) for text in _about(found)]
    return "\n".join(lines)


def _about(found: Proposal) -> Iterator[str]:
    if not found.changes:
        yield "published already: nothing to change"
    elif found.today:
        yield from (f"today: {text}" for text in found.today)
    for change in found.changes:
        yield f"{change.kind} {change.term}: {change.why}" if change.kind in ("add", "drop") else change.why
        if change.loses:
            yield f"  loses its pass by this: {change.loses}"
    count = len(strings(found.record))
    yield f"{found.lookups} of {MOST_LOOKUPS} lookups, {found.void} void" + (f", {count} strings" if count > 1 else "")
    for before, after in zip(found.before, found.after, strict=True):
        yield f"{after.server} {after.address}: {before.result} today, {after.result} with this"
    yield from _remarks("today", [one for one in found.remarks if one not in found.left])
    yield from _remarks("still", found.left)
    if found.lookups > MOST_LOOKUPS or any(remark.id == "spf-lookups" for remark in found.remarks):
        for cost in found.costs:
            passing = (
                f"{', '.join(cost.passing)} pass by it" if cost.passing else "none of the servers asked passes by it"
            )
            yield f"{cost.term} takes {cost.lookups} lookups; {passing}"
    yield from found.notes


def _remarks(word: str, found: Iterable[Remark]) -> Iterator[str]:
    for remark in found:
        yield f"{word}: {remark.level}: {remark.what}. {remark.mend}"


def trial(found: Trial, style: Style) -> str:
    """Return the result of `spf try`."""
    lines = [style.paint(_clean(f"{found.domain} with {found.record}"), "bold")]
    width = max((len(check.address) for check in found.after), default=0)
    for before, after in zip(found.before, found.after, strict=True):
        colour = _COLOURS.get(after.result, "red")
        what = style.paint(after.result, colour) + " " * (9 - len(after.result))
        how = " > ".join((after.term, *after.path)) if after.term else after.unknown_because or after.why
        lines.append(f"  {after.address:<{width}}  {before.result:<9} -> {what} {_clean(how)}  {_clean(after.server)}")
    lines += [f"  {_clean(text)}" for text in _remarks("record", found.remarks)]
    lines += [f"note: {_clean(note)}" for note in _server_notes(found.servers)]
    if found.unknown:
        lines.append(f"note: {_clean(f'what is published today is unknown: {found.unknown}')}")
    lines.append(f"{found.lookups} of {MOST_LOOKUPS} lookups, {found.void} void; nothing was published")
    return "\n".join(lines)


def _comment(text: str) -> str:
    return f"; {_clean(text, 2 * _LONGEST)}"


def _clean(text: str, limit: int = _LONGEST) -> str:
    safe = printable(text[: limit + 1])
    return safe if len(safe) <= limit else f"{safe[:limit]}…"
