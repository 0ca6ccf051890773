"""Any server: greylisting, its own trouble, loops."""

from __future__ import annotations

from sendoff.replies.row import Row

_SEEN = (
    "Postfix, Exim, Sendmail, qmail, Exchange and others: their sources and replies collected in public, 2024 to 2026"
)

ROWS = (
    Row("greylisted", source=_SEEN,
        words="greylist* | graylist* | grey list* | gray list* | postgrey | temporarily deferred by greylist*"
            " | milter greylist"
        " | greylisting in action | you have been greylisted | deferred for policy reasons … greylist"
        " | zu oft … greylist"
        " | first time senders | first time sender | unknown sender triplet | not yet … seen this sender"
        " | new sender please retry"
        " | sender is unknown please retry | try again later … first contact | early retry* | too early to retry"
        " | come back in … minutes | retry in … seconds | try again in … seconds | try again in … minutes"
        " | please retry … minutes later | please try again in … seconds | first encounter | gegreylist | greylistado"
        " | liste grise | lista gris | lista grigia | graulist* | temporarily rejected try again"
        " | not yet authorized to deliver mail from"
        " | envelope … first seen | triplet* | deferred temporarily as a spam prevention | anti spam … retry"
        " | greeting delay",
        example="450 4.2.0 <someone@example.org>: Recipient address rejected: Greylisted, see "
        "http://postgrey.schweikert.ch/help/example.org.html",
        more=("451 4.7.1 Greylisting in action, please come back later", "451 greylisted, please try again in 300 "
            "seconds",
              "450 4.7.1 <mail.example.net[192.0.2.25]>: Client host rejected: Greylisted, try again in 120 seconds",
              "451-192.0.2.25 is not yet authorized to deliver mail from <a@example.net> to <b@example.org>. 451 "
              "Please try later.",
              "421 4.4.5 Dienst nicht verfügbar, Graulistung aktiv")),
    Row("loop", source=_SEEN,
        words="too many hops | loop | mail loop | loop detected | loops back to | hop count exceeded"
            " | maximum hop count | routing loop"
        " | message is looping | mail is looping | looping | hop limit | too many received headers"
        " | this message is looping"
        " | boucle de messagerie | bucle de correo | mailschleife | mail schleife",
        example="554 5.4.6 Too many hops", more=("550 5.4.6 mail loop detected", "554 5.4.12 SMTP; Hop count "
            "exceeded - possible mail loop")),
    Row("receiver-broken", source=_SEEN,
        words="lowest numbered mx record points to local host | mx … points to local host"
        " | mail server permanently rejected | "
        "server configuration error | server configuration problem | misconfigured | local configuration error"
        " | mail system configuration error | configuration error | cannot open user database | local policy daemon"
        " | unable to create temporary file | internal configuration | config error | internal software error"
        " | invalid alias | recursive alias | bad alias | erreur de configuration",
        example="451 4.3.5 <someone@example.org>: Recipient address rejected: Server configuration error",
        more=("451 4.3.0 mail system misconfigured",)),
)  # fmt: skip
