"""Two mail systems as a picture: as it is and as it would be, what differs marked by colour and by word."""

from __future__ import annotations

from collections.abc import Iterable

from sendoff.change import picture
from sendoff.change.picture import CHANGED, GONE, NEW, SAME, Entry, Stop, System
from sendoff.change.plan import Transition
from sendoff.rehearsal.observed import Rehearsal
from sendoff.render.html import Markup, element


def figures(transition: Transition, rehearsal: Rehearsal | None = None) -> Markup:
    """Return both systems, with what a rehearsal saw of them."""
    before, after = picture.before(transition), picture.after(transition)
    if rehearsal:
        from sendoff.render.picture_seen import seen  # only where there was one

        before, after = seen(before, rehearsal, now=True), seen(after, rehearsal, now=False)
    pair = (_figure("as it is", before, after, GONE), _figure("as it would be", after, before, NEW))
    return element("div", *pair, class_="systems")


def _figure(title: str, system: System, other: System, alone: str) -> Markup:
    if not system.present:
        nothing = element("p", "There is no mail server on this machine yet.")
        return element("figure", element("figcaption", title), nothing, class_="system")
    alone = alone if other.present else SAME
    ways = element("ol", *(_entry(entry, other, alone) for entry in system.entries), aria_label="ways in")
    middle = SAME if not other.present or system.postfix == other.postfix else CHANGED
    postfix = element("div", _box(system.postfix, _others(other, [other.postfix]), middle), class_="middle")
    hops = [_box(hop, _others(other, other.hops, hop.id), picture.hop_state(hop, other, alone)) for hop in system.hops]
    out = element("ol", *(element("li", hop) for hop in hops), aria_label="next hops")
    flow = element("div", ways, postfix, out, class_="flow")
    return element("figure", element("figcaption", title), flow, class_="system")


def _others(other: System, stops: Iterable[Stop], id_: str = "postfix") -> Stop | None:
    """Return the stop of the same place in the other system."""
    return next((stop for stop in stops if stop.id == id_), None) if other.present else None


def _entry(entry: Entry, other: System, alone: str) -> Markup:
    there = next((one for one in other.entries if (one.submitter.id, one.door.id) == _key(entry)), None)
    reach = "to any destination" if entry.anywhere else "only to mailboxes on this server"
    facts = (*entry.submitter.facts, *entry.door.facts, reach)
    theirs = None
    if there:
        more = "to any destination" if there.anywhere else "only to mailboxes on this server"
        theirs = Stop("", "", (*there.submitter.facts, *there.door.facts, more))
    name = f"{entry.submitter.name} → {entry.door.name}"
    return element("li", _box(Stop("", name, facts), theirs, picture.entry_state(entry, other, alone)))


def _key(entry: Entry) -> tuple[str, str]:
    return entry.submitter.id, entry.door.id


def _box(stop: Stop, other: Stop | None, state: str) -> Markup:
    """Return a station; facts that the other one does not have are marked too."""
    word = [element("span", state, class_="state")] if state != SAME else []
    same = other.facts if other else stop.facts
    facts = [element("li", fact if fact in same else element("strong", fact)) for fact in stop.facts]
    listed = [element("ul", *facts)] if facts else []
    head = element("div", element("b", stop.name), *word, class_="head")
    return element("div", head, *listed, class_=f"box {state}")


STYLE = """
.systems { display: grid; gap: 1.5rem; }
.system { border: 1px solid var(--line); border-radius: .4rem; padding: .8rem; margin: 0; }
.system figcaption { font-size: 1rem; font-weight: 600; color: var(--fore); margin-bottom: .5rem; }
.flow { display: grid; grid-template-columns: repeat(3, 1fr); gap: 3rem; align-items: center; font-size: .85rem; }
.flow ol, .flow ul { list-style: none; margin: 0; padding: 0; }
.flow ol { display: grid; gap: .6rem; }
.flow > * { position: relative; }
.flow > * + *::before { content: "→"; position: absolute; left: -2.1rem; top: 50%; transform: translateY(-50%);
  font-size: 1.3rem; color: var(--soft); }
.box { background: var(--box); border: 2px solid transparent; border-radius: .4rem; padding: .45rem .6rem;
  overflow-wrap: anywhere; }
.box li { color: var(--soft); }
.box li strong { color: var(--fore); }
.box.new { border-color: var(--sent); } .box.gone { border-color: var(--bounced); border-style: dashed; }
.box.changed { border-color: var(--deferred); }
.head { display: flex; justify-content: space-between; gap: .5rem; align-items: baseline; }
.state { font-size: .75rem; font-weight: 600; white-space: nowrap; }
.new .state { color: var(--sent); } .gone .state { color: var(--bounced); } .changed .state { color: var(--warn); }
@media (max-width: 42rem) { .flow { grid-template-columns: 1fr; gap: 1.8rem; }
  .flow > * + *::before { content: "↓"; left: 50%; top: -1.7rem; transform: translateX(-50%); } }
"""
