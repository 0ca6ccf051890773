"""Any server: what is wrong with the message itself."""

from __future__ import annotations

from sendoff.replies.row import Row

_SEEN = (
    "Postfix, Exim, Sendmail, qmail, Exchange and others: their sources and replies collected in public, 2024 to 2026"
)

ROWS = (
    Row("malware", source=_SEEN,
        words="virus | viruses | viral | malware | infected message | trojan | worm | worms | clamav | clamd"
            " | phish* | ransomware | malicious | dangerous | heuristics | eicar | exploit* | harmful"
            " | sanesecurity | virenverdacht | viren | virengefahr | schadsoftware | virusinfiziert | infecté"
            " | infecte | infectado | infetto | besmet | вирус | wirus | *病毒* | *ウイルス*",
        example="550 Phishing detected", more=("554 5.7.1 Rejected by ClamAV",)),
    Row("attachment", source=_SEEN,
        words="attachment | attachments | attached file | executable file* | executable content | file type"
            " | filetype | file extension | file name extension | banned file* | banned extension*"
            " | blocked file* | prohibited file* | forbidden file* | extension … not allowed | extension blocked"
            " | mime type | content type not | content type … not | mime … not allowed | macro | macros"
            " | zip file | password protected | encrypted archive | encrypted zip | anhang | anhänge | anlage"
            " | dateianhang | pièce jointe | piece jointe | fichier joint | adjunto | adjuntos | archivo adjunto"
            " | allegato | allegati | bijlage | anexo | załącznik | вложение",
        example="552 5.7.0 Our system doesn't accept attachments of this type: .exe is an executable file", more=(
            "550 Dateianhang nicht erlaubt",)),
    Row("format", source=_SEEN,
        words="smtplf | bad header | header section | mime nesting"
        " | header syntax error | improper mime | unqualified address | domain missing | bad syntax"
        " | syntax error | bare | "
        "invalid address in from | invalid address in header | rfc 2822 | rfc 5322 | rfc 822 | rfc2822"
            " | rfc5322 | rfc822 | rfc2047 | rfc 2047 | rfc 2045 | rfc 2821 … header | non rfc | not rfc"
            " | rfc compliant | rfc compliance | rfc violation | bare lf | bare cr | bare line feed*"
            " | bare newline | bare carriage | bare linefeed* | stray lf | stray newline | malformed"
            " | line too long | lines too long | line length | long lines | maximum line | missing message id"
            " | message id missing | no message id | message id header | missing date | date header | no date"
            " | missing from | from header | no from | missing subject | no subject | subject missing"
            " | empty subject | header … missing | missing header | missing … header | missing required header"
            " | headers missing | invalid header* | bad header* | header syntax | header error | header … invalid"
            " | header … malformed | duplicate header* | duplicate … header | duplicated header | multiple from"
            " | several from | more than one … header | nul character* | null character* | null byte | 8bit"
            " | eight bit | non ascii | illegal character* | invalid character* | improper use | unencoded"
            " | charset | character set | improperly formatted | not properly formatted | poorly formatted"
            " | unparseable | unparsable | cannot parse | could not parse | mime error | mime format"
            " | broken mime | mime structure | bad mime | nested | no body | empty message | message is empty"
            " | empty body | pipelining | unauthorized pipelining | header line | header too long"
            " | headers too long | header too large | headers too large | undisclosed recipients | to header"
            " | future date | date … future | date in the past | syntax error in from | invalid from"
            " | invalid reply to",
        example="550 5.6.0 Message is not RFC 5322 compliant: missing Date header",
        more=("554 5.6.0 bare LF received",)),
    Row("smtputf8", source=_SEEN, words=
        "smtputf8 | utf8 addresses | utf8 address* | internationalized | internationalised",
        example="550 5.6.7 SMTPUTF8 is not supported for this recipient"),
)  # fmt: skip
