"""Orange and Wanadoo, with Cloudmark's filter: OFRnnn_nnn, LPNnnn_nnn."""

from __future__ import annotations

from sendoff.replies.row import Row

SIGNS = "*orange.fr* | *wanadoo.fr* | me service refuse"
SIGN_MARK = r"(?i)\b(?:OFR|LPN)\d{0,5}_\d{3}\b|\bmwinf\d"
_PAGE = "postmaster.orange.fr, codes d'erreur, 2026, and replies collected in public"
_RESET = "https://csi.cloudmark.com/en/reset/"
_CODE = r"(?i)\b((?:OFR|LPN)\d{0,5}_%s)\b"


def _row(
    name: str, numbers: str, example: str, *, next_step: str = "", link: str = "", more: tuple[str, ...] = ()
) -> Row:
    return Row(
        name, mark=_CODE % f"(?:{numbers})", source=_PAGE, example=example, next_step=next_step, link=link, more=more
    )


ROWS = (
    _row("address-reputation", "101|103", "550 mwinf5c10 ME Service refuse. Veuillez essayer plus tard. Service "
        "refused, please try later. OFR006_103 192.0.2.25 [103]"),
    _row("disabled-recipient", "420|426", "550 5.5.0 Boite du destinataire archivee. Archived recipient. LPN007_420"),
    _row("connections", "10[45]|108|109", "421 mwinf5c04 ME Trop de connexions, veuillez verifier votre "
        "configuration. Too many connections, slow down. OFR005_104 [104]"),
    _row("address-listed", "102", "550 5.7.1 mwinf5c04 ME Adresse IP source bloquee pour incident de spam. Client "
        "host blocked for spamming issues. OFR006_102 Ref http://csi.cloudmark.com/reset-request/?ip=192.0.2.25 "
        "[102]",
         next_step="Cloudmark blocks the address: ask for a reset at its CSI.", link=_RESET,
         more=("421 mwinf5c04 ME Service refuse. Veuillez essayer plus tard. Service refused, please try later. "
             "OFR006_102 [102]",)),
    _row("reverse-dns", "106|110|111", "550 5.7.1 mwinf5c04 Votre adresse IP n'a pas de DNS inverse. No reverse DNS. "
         "OFR_110 [110]"),
    _row("unknown-recipient", "416", "550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. "
        "OFR204_416 [416]",
    more=("550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. LPN204_416 "
             "[416]",)),
    _row("full", "417", "552 5.2.2 La boite du destinataire est pleine. Recipient overquota. OFR204_417 [417]",
         more=("552 5.1.1 Boite du destinataire pleine. Recipient overquota. OFR_417 [417]",)),
    _row("spam", "506", "550 5.7.1 Mail rejete. Mail rejected. OFR_506 [506]"),
    _row("authentication", "401|517", "550 5.7.1 Service refuse. Authentication requise. Authentication required. "
        "OFR_401 [401]", more=("550 5.7.0 Service refuse. SPF/DKIM invalide. Service refused. OFR_517 [517]",)),
    _row("refused", "505|999|403|402", "550 5.5.0 Service refuse. Veuillez verifier votre configuration. Service "
        "refused. OFR_505 [505]",
         more=("421 4.3.2 Service refuse. Veuillez essayer plus tard. Service refused, please try later. OFR_999 "
             "[999]",)),
    Row("address-listed", words="*csi.cloudmark.com*", link=_RESET, source=_PAGE,
        next_step="Cloudmark blocks the address: ask for a reset at its CSI.",
        example="550 mwinf5c04 ME Adresse IP source bloquee. See "
            "http://csi.cloudmark.com/reset-request/?ip=192.0.2.25 orange.fr"),
    Row("connections", words="trop de connexions | too many connections", source=_PAGE,
        example="421 mwinf5c04 ME Trop de connexions, veuillez verifier votre configuration. Too many "
            "connections, slow down. orange.fr"),
    Row("unknown-recipient", words="destinataire invalide | destinataire inconnu | boite aux lettres inexistante",
        source=_PAGE,
        example="host smtp-in.orange.fr[80.12.26.32] said: 550 5.1.1 Adresse d au moins un destinataire invalide "
            "(in reply to RCPT TO command)"),
    Row("refused", words="service refuse | service refuse veuillez", source=_PAGE,
        example="host smtp-in.orange.fr[80.12.26.32] said: 550 5.2.0 Mail rejete. mwinf5c04 ME Service refuse (in "
            "reply to MAIL FROM command)"),
)  # fmt: skip
