"""Any server: what is thought of this server's address and of the domain."""

from __future__ import annotations

from sendoff.replies.row import Row

_SEEN = (
    "Postfix, Exim, Sendmail, qmail, Exchange and others: their sources and replies collected in public, 2024 to 2026"
)

ROWS = (
    Row("domain-reputation", source=_SEEN,
        words="reputation of the sending domain | domain reputation | reputation of your domain"
            " | domain … bad reputation | domain … poor reputation | domain … low reputation"
            " | reputation of the domain | sender reputation",
        example="550 5.7.1 Message refused: poor domain reputation of example.net"),
    Row("domain-listed", source=_SEEN,
        words="blacklisted url | black listed url | blacklisted link | domain … is blacklisted"
            " | domain … is blocklisted | domain … is listed | domain … blacklist"
            " | domain … blocklist | url … blacklist* | url … listed | url … blocklist* | link … blacklist*"
            " | link … listed | uri … blacklist* | contains … blacklisted | body contains … domain"
            " | domain blacklisted | domain is blocked | domain … has been blocked | domain blocked"
            " | blocked domain | blacklisted domain | domain in … blacklist",
        example="550 5.7.1 A link to example.net is listed"),
    Row("address-policy", source=_SEEN,
        words="dynamic ip | dynamic ips | dynamic address | dynamic addresses | dynamic range"
            " | dynamically assigned | dynamic hostname | dynamic host | dial up | dialup | dialin | dial in"
            " | residential | generic hostname | generic dns | looks like a dynamic | pool address | end user ip"
            " | end user range | dsl | adsl | broadband | direct mail from | not a mail server | dynamische ip"
            " | dynamischen ip"
        " | not accept mail directly | no direct | smarthost | mail gateway of your | use your isp s"
        " | use your provider s | isp s mail server | provider s mail server | ipv6 … not accept*"
        " | does not accept … ipv6",
        example="550 5.7.1 Mail from dynamic IP addresses is not accepted: 192.0.2.25. Use your provider's mail "
            "server"),
    Row("address-reputation", source=_SEEN,
        words="poor reputation | bad reputation | low reputation | no reputation | reputation … too low"
            " | reputation too | reputation is | reputation based | reputation score | ip reputation"
            " | address reputation | poor … reputation | bad … reputation | negative reputation | senderbase"
            " | untrusted ip | untrusted host | not trusted | because of … reputation | due to … reputation"
            " | due to reputation | reputation | complaints | user complaints | complaint rate"
            " | schlechte reputation | mauvaise réputation | mala reputación | cattiva reputazione"
        " | temporarily deferred due to",
        example="554 5.7.1 Connection refused due to poor reputation of 192.0.2.25"),
    Row("address-blocked", source=_SEEN, unless="link | links | url | urls | signature | signatures | by the recipient",
        words="black | your ip … blocked | your ip … blacklisted | your ip … banned | your ip … rejected"
            " | your ip … denied | your ip … refused | your ip … block list | your ip … blacklist"
            " | your ip … blocklist | ip … is blocked | ip … is banned | ip … is blacklisted"
            " | ip … has been blocked | ip … blacklist* | ip … blocklist* | ip … black list | ip … block list"
            " | ip … denylist* | ip blocked | ip banned | ip blacklisted | blocked ip | blacklisted ip"
            " | banned ip | banned sending | ip rejected | ip refused"
        " | your host … blocked | your host … blacklisted | your host is | host … is blocked | host … blacklisted"
        " | host … banned | host blacklisted | host rejected blocked | client host rejected blacklist*"
        " | client host rejected blocked | client host rejected banned | client … blacklisted | client blocked"
        " | client … is blocked | client host blocked | client host … blocked | client host rejected you"
        " | your server … blocked | your server … blacklisted | your server is | your mail server … blocked"
        " | your mail server … blacklisted | your mail server … black list | server … blacklisted"
        " | server is blocked | server … block list"
        " | your network … blocked | your network is | your network … banned | network … blocked"
        " | your isp … blocked | your address … blacklisted | address is blacklisted | address … is blocked"
        " | address is blocked | address blocked | connection … blacklisted | connection refused … blacklist*"
        " | blocked for sending spam | blocked for abuse | listed for abuse | been blocked | been blacklisted"
        " | been banned | local blacklist | local black list | local blocklist | local block list"
        " | internal blacklist | our blacklist | our blocklist | our block list | our black list | blacklist"
        " | blacklisted | black list | black listed | blocklist | blocklisted | block list | block listed"
        " | denylist | deny list | exhibited | abuse from your | spam from your | spam source | spam sender"
        " | spammer | spammers | known spam | open proxy | infected host | infected machine | infected computer"
        " | infected server | compromised | botnet | dictionary attack* | directory harvest* | harvest attack*"
        " | spam trap | spamtrap | hacked"
        " | ihre ip … gesperrt | ip … gesperrt | ip adresse … gesperrt | ip … blockiert | auf … blacklist"
        " | auf … sperrliste | sperrliste | gesperrt | votre ip … bloquée | adresse ip … bloqu* | ip … bloqu*"
        " | liste noire | ip bloqueada | ip … bloqueada | lista negra | lista nera | indirizzo ip … bloccato"
        " | ip … bloccato | zwarte lijst | ip … geblokkeerd | czarnej liście | czarna lista | заблокирован"
        " | чёрн* … списк* | черн* … списк* | черный список | *黑名单* | *封禁* | *차단* | *ブラックリスト*",
        example="550 5.7.1 Client host rejected: blacklisted",
        more=("554 Ihre IP-Adresse 192.0.2.25 ist gesperrt",)),
)  # fmt: skip
