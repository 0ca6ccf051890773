"""What an SPF check came to: the verdict, the term that decided, and the tree of records that were read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol

MAILFROM, HELO = "mailfrom", "helo"
PASS, UNKNOWN = "pass", "unknown"
MOST_LOOKUPS, MOST_VOID = 10, 2
"""Terms that ask DNS, and questions without an answer, that a check may have (RFC 7208, 4.6.4)."""


class Node(NamedTuple):
    """One record that was read. `via` is the term that led to it (empty for the first), `term` the one that decided.

    `result` is this record's own, empty where the check ended inside it; `children` are what it included, in order.
    """

    domain: str
    record: str
    via: str
    result: str
    term: str
    children: tuple[Node, ...]


class Check(NamedTuple):
    """One verdict on one address.

    `result` is one of RFC 7208's words, but `unknown` instead of `temperror`: DNS could not be asked, and
    `unknown_because` says why. `term` decided, as it stands in the domain's own record, empty where none did; `path`
    goes on from there into included records. `void_lookups` counts questions without an answer, each once;
    `void_repeated` counts them as often as they were asked, as some receivers do. `why` explains permerror and none.
    `explanation` is what the domain tells those whose mail fails (exp=).
    """

    domain: str
    identity: str
    address: str
    result: str
    term: str = ""
    path: tuple[str, ...] = ()
    lookups: int = 0
    void_lookups: int = 0
    void_repeated: int = 0
    why: str = ""
    unknown_because: str = ""
    tree: Node | None = None
    server: str = ""
    explanation: str = ""

    @property
    def rfc_result(self) -> str:
        """The verdict in RFC 7208's words."""
        return "temperror" if self.result == UNKNOWN else self.result


class Event(Protocol):
    """One step of a library's trace."""

    kind: str
    data: dict[str, Any]


class _Growing:
    """A node while it is read."""

    def __init__(self, via: str) -> None:
        self.domain, self.record, self.via, self.result, self.term, self.trying = "", "", via, "", "", ""
        self.children: list[_Growing] = []

    def node(self) -> Node:
        """Return it as a value."""
        children = tuple(child.node() for child in self.children)
        return Node(self.domain, self.record, self.via, self.result, self.term, children)


def tree(events: Iterable[Event]) -> Node | None:
    """Return the tree of records that a trace tells of; None where it did not come to a record."""
    first: _Growing | None = None
    open_nodes: list[_Growing] = []
    via = ""
    for event in events:
        if event.kind == "check_start":
            growing = _Growing(via)
            growing.domain = str(event.data["domain"])
            if open_nodes:
                open_nodes[-1].children.append(growing)
            first = first or growing
            open_nodes.append(growing)
        elif open_nodes:
            via = _step(event.kind, event.data, open_nodes) or via
    return first.node() if first else None


def _step(kind: str, data: Mapping[str, Any], open_nodes: list[_Growing]) -> str:
    """Take one event; returns the term that leads to another record, where it does."""
    node = open_nodes[-1]
    if kind in ("policy_parsed", "parse_error"):
        node.record = str(data["policy"])
    elif kind == "mech_start":
        node.trying = str(data["raw"])
    elif kind == "mech_match":
        node.term, node.result = str(data["raw"]), str(data["result"])
    elif kind == "eval_done":
        node.result = str(data["result"])
    elif kind == "recurse_in":
        return node.trying if data["via"] == "include" else f"redirect={data['domain']}"
    elif kind == "recurse_out":
        open_nodes.pop()
        if data["via"] == "redirect":
            open_nodes[-1].term, open_nodes[-1].result = f"redirect={data['domain']}", str(data["result"])
        node.result = str(data["result"])
    return ""


def deciding(node: Node | None) -> tuple[str, ...]:
    """Return the terms that decided: the one of the domain's own record, then those of the records it leads to."""
    found = []
    while node and node.term:
        found.append(node.term)
        node = next((child for child in reversed(node.children) if child.via == node.term), None)
    return tuple(found)


def exit_code(checks: Iterable[Check]) -> int:
    """Return 0 where all pass, 2 where something does not, 3 where something is unknown and the rest passes."""
    results = {check.result for check in checks}
    if results - {PASS, UNKNOWN}:
        return 2
    return 3 if UNKNOWN in results or not results else 0
