"""Any server: words that say so much that nothing beside them counts."""

from __future__ import annotations

from sendoff.replies.row import Row

_SEEN = (
    "Postfix, Exim, Sendmail, qmail, Exchange and others: their sources and replies collected in public, 2024 to 2026"
)

ROWS = (
    Row("full", source=_SEEN,
        words="allowed message count | message count … mailbox | number of messages … mailbox"
            " | allowed number of messages"
            " | create output | create user output | receive any more mail | larger than the space",
        example="550 The mailbox exceeds its allowed message count", more=("550 Can't create output",)),
    Row("disabled-recipient", source=_SEEN, words="log in to enable | login to enable | never logged",
        example="554 5.7.1 The user should log in to enable receiving mail"),
    Row("recipient-policy", source=_SEEN,
        words="closed mailing list | mailing list … closed | not accepting mail with | not accepting mail from"
            " | not accepting email from | only accepting mail from"
            " | not accept mail from this sender | not accept mails from this sender | recipient preferences"
            " | recipient s preferences | by recipients | by the recipients | emails von bestimmten",
        example="554 5.7.1 The recipient is not accepting mail with embedded images",
        more=("550 5.2.1 Mailbox unavailable. This server does not accept mails from this sender address",)),
    Row("format", source=_SEEN, words="blank from | as a from | provide a valid from | stray cr | mime headers"
        " | text that uses | header syntax | duplicate header | conform to standards | conform to rfc",
        example="550 Blank From: addresses are not allowed. Provide a valid From."),
    Row("size", source=_SEEN, words="mailsize | mail size limit"
        " | length of data", example="552 exceeded mailsize limit"),
    Row("size", source=_SEEN,
        words="message size | message size exceeds | message size exceeded | message too large | message too big"
            " | message is too large | message is too big | message size limit | maximum message size"
            " | exceeded message size",
        example="552 5.2.3 Content filter: message size exceeds the limit"),
    Row("domain-listed", source=_SEEN,
        words="domain … blacklisted | domain … blocklisted | domain … black listed | domain is listed"
            " | domain … on … blacklist | domain … on … blocklist",
        example="550 Invalid sender: the domain example.net is blacklisted"),
    Row("recipient-policy", source=_SEEN, who="operator",
        words="user in blacklist | badmailfrom | sender denied | envelope sender is in my | "
        "sender … blacklist* | sender … black list* | sender … blocklist* | sender … block list"
            " | envelope … blacklist* | from address … blacklist* | mail from … blacklist*"
            " | sender address … blocked | sender … is blocked | email address … blacklist*"
            " | from … blacklisted by",
        next_step="The receiver has the sender on a list of its own: ask its postmaster, or the recipient.",
        example="554 5.7.1 <info@example.net>: Sender address rejected: on our blacklist"),
    Row("address-policy", source=_SEEN, words="unauthenticated … range | unauthenticated … ip range",
        example="550 5.7.1 Mail from unauthenticated hosts of this range is not accepted"),
    Row("address-blocked", source=_SEEN,
        words="you are sending spam | suspected spam ip | spam from this ip | bad sender ip"
            " | sender ip address rejected"
        " | sender s ip address"
        " | connections from your host | accept connections from your | connection refused from"
        " | ip has been found | server is currently blocked | mail server is blocked | your ip is on"
        " | access from mail server | ips blocked | ips … blocked | refused due to abuse | blocked due to abuse"
        " | too many spams from"
        " | spams from your ip | ip … abuse | classified … ip | host … abuse | "
        "your ip … spammer | identified as spammer | ip … known spammer | your ip … source of spam"
            " | ip … spam source | host … spam source | bad ip | spamming host | spam sending host"
            " | spam from your ip | ip … sending spam | host … sending spam | server … sending spam"
            " | blocked for sending spam | attempting to send too many messages containing"
            " | blocked … attempting to mail too many invalid | hosts … spammer* | blocked from sending"
            " | ip … blocked from | your host … spam | your server … spam source | ip address … spam",
        example="553 5.7.1 Client host rejected: Your IP 192.0.2.25 is identified as spammer"),
    Row("spam", source=_SEEN,
        words="antyspam* | odrzucon* … antyspam* | deemed to be spam | deemed spam"
        " | believed to be spam | determined to be spam | suspected to be spam | suspected spam"
        " | judged … spam | contains spam | spam or virus | spamscore | spam rejected | message filtered"
        " | unsafe content | antispam | spam filters | spam engine | spam detection | spam protection"
        " | possible spam | spamy | "
        "antispam check* | anti spam check* | spam checks | spam test* | classified as spam"
            " | identified as spam | detected as spam | considered spam | considered as spam | recognized as spam"
            " | marked as spam | flagged as spam | tagged as spam | rejected as spam | looks like spam"
            " | appears to be spam | seems to be spam | is spam | be spam | probable spam | likely spam"
            " | spam message | spam mail | spam email | spam content | spam contents | spam pattern | spam score"
            " | spam points | spam hits | spam detected | spam found | spam signature* | rspam | spam rule"
            " | spam filter | spam level | spam probability | spam rating | spam threshold | message … spam"
            " | content … spam | mail … judged … spam | gtube | spamassassin | dspam*",
        example="554 5.7.1 Your message failed several antispam checks (spf, HELO, PTR)",
        more=("554 5.7.1 Message rejected as spam by Content Filtering", "550 5.7.1 This message scored 12.3 spam "
            "points")),
    Row("malware", source=_SEEN,
        words="message … virus | contains … virus | infected with | virus detected | virus found"
            " | virus infected | infected message | message … malware | eicar"
            " | content … virus | rejected message … virus",
        example="554 5.7.1 virus Eicar-Test-Signature detected by ClamAV"),
    Row("attachment", source=_SEEN,
        words="banned … exe | attachment … blocked | attachment … banned | attachment … rejected"
            " | attachment … not allowed"
            " | attachment … not accepted | attachment … prohibited | banned attachment* | blocked attachment*"
            " | banned file* | banned name* | banned filename* | file … banned | file … blocked | blocked file*"
            " | extension … banned | extension … blocked | banned extension* | forbidden attachment*"
            " | prohibited attachment* | attachment type | attachment extension* | executable attachment*",
        example="554 5.7.1 Message rejected: the attachment is blocked, .exe files are banned"),
    Row("spam", source=_SEEN,
        words="content … blocked | content … banned | content … rejected | content … not accepted"
            " | content … denied | content … prohibited | banned content | blocked content | content reject*"
            " | content rejected | rejected … content | refused … content | blocked … content | denied … content"
            " | contents … rejected | prohibited content | objectionable content | mail content | message content"
            " | banned word* | forbidden word* | banned phrase* | suspicious content | suspicious link*"
            " | content or links | links … suspicious | banned url* | content filter* | leaked credential*"
            " | credential leak* | spam limit | attachment count"
            " | mime complexity | signature matched | phrase* … blocked | keyword* … blocked",
        example="550 5.7.1 Message refused, its content was blocked by a rule"),
    Row("recipient-policy", source=_SEEN,
        words="sender blacklisted by | sender blacklisted | sender … blacklisted by | blacklisted sender"
            " | sender not authenticated for group | sender domain … blocked by "
            " | authentication required for delivery to this",
        example="550 5.7.1 sender not authenticated for group"),
    Row("refused", source=_SEEN, words="mailbox unavailable … policy | mailbox unavailable … reject due"
        " | bounces are never | never sent to more than one recipient"
        " | backscatter protection | batv | prvs | bounce verification",
        example="550 Backscatter Protection detected an invalid or expired email address"),
    Row("address-policy", source=_SEEN, words=
        "generic ptr | generic rdns | generic reverse | dynamic ptr | dynamic rdns | dynamic reverse"
        " | reverse dns … dynamic | reverse dns … generic | geographical location | geographic location"
        " | countries.nerd.dk | your country | your region | this country | from country | country … blocked"
        " | country … not accept* | country … rejected | country … denied | region … blocked"
        " | connections from your country | country is not | geoip | geo blocked | geo location"
        " | location … not allowed",
        example="554 5.7.1 Connections from your country are not accepted"),
)  # fmt: skip
