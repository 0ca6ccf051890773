"""Where a reply stops telling its reason and gives advice: what stands there names what else a mail may need."""

from __future__ import annotations

from functools import cache

from sendoff.replies.phrases import phrases

ADVICE = (
    "please | see | visit | contact your | contact the | contact us | contact our | refer | for more | for further"
    " | for details | for help | for information | go to | learn more | more information | more info | to resolve"
    " | to address | to fix | to correct | to solve | to avoid | to prevent | if you | make sure | ensure | check your"
    " | check that | check whether | possible reasons | possible causes | this may be | this might be | this can be"
    " | bitte | siehe | veuillez | por favor | visite | consulte | consultez"
)
"""The words that begin advice, as rows write them."""


def before_advice(words: str) -> str | None:
    """Return what a text says before its first advice, as `phrases.words` gives texts; None where it gives none."""
    places = [place for begin in _beginnings() if (place := words.find(begin)) >= 0]
    return words[: min(places) + 1] if places else None


@cache
def _beginnings() -> tuple[str, ...]:
    return tuple(phrase.pieces[0] for phrase in phrases(ADVICE))
