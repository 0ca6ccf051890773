"""NetEase: 163.com, 126.com, yeah.net, and companies' mail there. Its codes are such as DT:SPM."""

from __future__ import annotations

from sendoff.replies.row import Row

SIGNS = "*mail.163.com* | *mail.126.com* | *netease.com*"
SIGN_MARK = r"\b(?:DT|MI|RP|IP|HL|WM):[A-Z]{3}\b"
_PAGE = "help.mail.163.com, Codes of refused mail, 2026"
_SEE = "mx12,aBcDeF http://mail.163.com/help/help_spam_16.htm?ip=192.0.2.25"


def _row(name: str, codes: str, example: str, *, reply: str = "", next_step: str = "") -> Row:
    return Row(name, code=reply, mark=rf"\b({codes})\b", source=_PAGE, next_step=next_step, example=f"{example} {_SEE}")


ROWS = (
    _row("spam", "DT:SPM|DT:SMB|DT:URL", "554 DT:SPM"),
    _row("format", "DT:SUM|MI:IMF|MI:NHD", "554 DT:SUM"),
    _row("address-listed", "DT:RBL", "450 DT:RBL"),
    _row("greylisted", "MI:GRY|DT:GRY", "451 DT:GRY", reply="4xx"),
    _row("connections", "HL:ICC|MI:STC|HL:STC", "421 HL:ICC"),
    _row("rate", "HL:IFC|MI:DMC|MI:SFQ|MI:QRC|MI:CCL|MI:CEL|RP:QRC|RP:RCL|RP:TRC|RP:DRC|RP:CCL|RP:CEL", "451 MI:SFQ"),
    _row("address-reputation", "HL:REP|HL:MEP", "421 HL:REP",
         next_step="Take unknown recipients off your lists, send under one's own domain only, and more slowly."),
    _row("address-blocked", "HL:IHU|IP:CBL|RP:CBL|IP:XBL", "554 HL:IHU"),
    _row("address-policy", "WM:BLI|HL:IPB", "450 WM:BLI"),
    _row("sender-refused", "WM:BLU|MI:SPB", "550 MI:SPB"),
    _row("spf", "MI:SPF", "550 MI:SPF"),
    _row("dmarc", "MI:DMA|MI:DMR", "550 MI:DMA"),
    _row("relay-denied", "RP:FRL", "550 RP:FRL"),
    _row("size", "MI:SIZE?", "552 MI:SIZ"),
    Row("address-blocked", words="ip in blacklist | ip is rejected",
        source=_PAGE, example=f"554 IP in blacklist {_SEE}"),
    Row("attachment", words="illegal attachment", source=_PAGE, example=f"552 Illegal Attachment {_SEE}"),
    Row("unknown-recipient", words="invalid user | user not found | user suspended",
        source=_PAGE, example=f"550 Invalid User {_SEE}"),
)  # fmt: skip
