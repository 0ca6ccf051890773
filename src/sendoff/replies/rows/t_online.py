"""Deutsche Telekom: T-Online, Magenta."""

from __future__ import annotations

from sendoff.replies.row import Row

SIGNS = "t online.de* | ip = … none bad reputation"
SIGN_MARK = r"^\s*IP=\S+ - |\((?:NOWL|DIAL)\)"
_PAGE = "postmaster.t-online.de, section 4.1, 2026, and replies collected in public"
_LINK = "https://postmaster.t-online.de/"
_WRITE = (
    "Let `sendoff doctor` pass, the website with the operator's contact behind this server's name above all; "
    "then write to the address in the reply with this server's address: `sendoff case open t-online`."
)

ROWS = (
    Row("address-blocked", mark=r"\((BL)\)", next_step=_WRITE, link=_LINK, source=_PAGE,
        example="host mx00.t-online.de[194.25.134.8] refused to talk to me: 554 IP=192.0.2.25 - A problem "
            "occurred. (Ask your postmaster for help or to contact tobr@rx.t-online.de to clarify.) (BL)"),
    Row("address-reputation", mark=r"\((NOWL)\)", next_step=_WRITE, link=_LINK, source=_PAGE,
        example="host mx00.t-online.de[194.25.134.8] refused to talk to me: 554 IP=192.0.2.25 - None/bad "
            "reputation. Ask your postmaster for help or to contact tobr@rx.t-online.de for reset. (NOWL)"),
    Row("address-policy", mark=r"\((DIAL|DUL)\)", link=_LINK, source=_PAGE,
        next_step="Send through your provider's smarthost, or get a static address with a PTR record of its own.",
        example="host mx00.t-online.de[194.25.134.8] refused to talk to me: 554 IP=192.0.2.25 - Dialup/transient "
            "IP not allowed. Use a mailgateway. (DIAL)"),
    Row("address-policy", words="dialup | dial up | transient ip", link=_LINK, source=_PAGE,
        next_step="Send through your provider's smarthost, or get a static address with a PTR record of its own.",
        example="554 IP=192.0.2.25 - Dialup/transient IP not allowed. Use a mailgateway or contact "
            "tosa@rx.t-online.de. mx01.t-online.de"),
    Row("address-reputation", words="bad reputation | none bad reputation", next_step=_WRITE, link=_LINK, source=_PAGE,
        example="554 IP=192.0.2.25 - None/bad reputation. Ask your postmaster for help or to contact "
            "tobr@rx.t-online.de"),
    Row("address-blocked", words=
        "ip = … a problem occurred | ip … a problem occurred | ip address blocked | blacklisted",
        next_step=_WRITE, link=_LINK, source=_PAGE,
        example="host mx00.t-online.de[194.25.134.8] refused to talk to me: 554 IP=192.0.2.25 - A problem "
            "occurred. Ask your postmaster for help or to contact tobr@rx.t-online.de to clarify."),
)  # fmt: skip
