"""Any server: who this server says it is, who the sender is, and whether that is proved."""

from __future__ import annotations

from sendoff.replies.row import Row

_SEEN = (
    "Postfix, Exim, Sendmail, qmail, Exchange and others: their sources and replies collected in public, 2024 to 2026"
)

ROWS = (
    Row("reverse-dns", source=_SEEN, blocked="address",
        words="have no reverse | has no reverse | without reverse | no rdns | "
        "dns check fail* | cannot find your hostname | cannot find your reverse hostname"
            " | cannot find your reverse | cannot resolve your address | reverse dns"
        " | reverse lookup | rdns | no ptr | ptr record | ptr records | ptr entry | ptr resource | missing ptr"
        " | invalid ptr | ptr check | ptr lookup | ptr name | ptr"
        " | fcrdns | reverse hostname | reverse host name | reverse mapping | reverse name | reverse record"
        " | forward confirmed | forged hostname | possibly forged | ip name lookup failed | ip name forged"
        " | cannot resolve your hostname | unresolvable relay | relay hostname | unable to find hostname"
        " | client host rejected cannot find"
        " | fix reverse dns | fix your reverse | no reverse | dns inverse | inverse dns | dns inverso"
        " | résolution inverse | resolution inverse | rückwärtsauflösung | reverse auflösung"
        " | ip … does not resolve | address … does not resolve | ip address … no hostname"
        " | no host name found for | resolve your ip | hostname … your ip address | sender ip must resolve"
        " | обратн* | ptr запис*",
        example="450 4.7.1 Client host rejected: cannot find your hostname, [192.0.2.25]",
        more=("450 4.7.25 Client host rejected: cannot find your reverse hostname, [192.0.2.25]",
              "550 5.7.1 Fix reverse DNS for 192.0.2.25", "554 5.7.1 No PTR record for 192.0.2.25")),
    Row("helo", source=_SEEN,
        words="helo command rejected | ehlo command rejected | need fully qualified hostname | invalid helo"
            " | invalid ehlo | bad helo | bad ehlo | helo rejected | helo … invalid"
        " | helo name | ehlo name | helo hostname | ehlo hostname | helo string | helo … not valid"
        " | helo … does not resolve | helo … not resolve | helo not | helo is | helo must | helo should"
        " | helo argument"
        " | access denied invalid helo | forged helo | fake helo | helo … forged | helo … mismatch | helo … match"
        " | helo domain | helo host | ehlo … match"
        " | invalid domain name in helo | syntactically invalid | impersonat* … helo | you are not … helo"
        " | own ip address as helo | helo … localhost | host name is invalid | helo check"
        " | use a valid … helo | send helo | hostname … is invalid | helo resolves | helo verification",
        example="550 5.7.1 Helo command rejected: Host not found",
        more=("550 Access denied - Invalid HELO name (See RFC2821 4.1.1.1)",)),
    Row("dmarc", source=_SEEN,
        words="dmarc", example="550 5.7.1 rejected by DMARC policy for example.net",
        more=("554 5.7.1 Unauthenticated email from example.net is not accepted due to domain's DMARC policy",)),
    Row("spf", source=_SEEN,
        words="spf | sender policy framework | openspf* | *openspf.org* | *openspf.net* | spf1"
            " | not designated as permitted sender | does not designate | not a permitted sender"
            " | is not allowed to send mail from | not allowed to send mail for | is not permitted to send"
            " | not authorized to send mail from"
        " | is not authorized to use | not an authorized sender | unauthorized … for domain"
        " | not authorised to send … for | not authorized to send … for | is not authorized to send"
        " | mail from … not authorized | not permitted sender",
        example="550 5.7.23 <someone@example.org>: Recipient address rejected: Message rejected due to: SPF fail "
            "- not authorized. Please see http://www.openspf.net/Why?s=mfrom;id=info@example.net;ip=192.0.2.25",
        more=("550 SPF: 192.0.2.25 is not allowed to send mail from example.net", "550 5.7.1 SPF unauthorized "
            "mail is prohibited.")),
    Row("dkim", source=_SEEN,
        words="dkim | domainkeys | domain key | domain keys | bad signature | signature verification failed", example=
            "550 5.7.20 DKIM signature verification failed",
        more=("554 5.7.5 DKIM validation failed: bad signature",)),
    Row("sender-domain", source=_SEEN,
        words="invalid mx | invalid domain | must contain a domain | real domain name required"
            " | user address required | domain name required for sender"
        " | could not complete sender verify | sender verify callout | cannot route to sender"
        " | sender domain could not be resolved | callback setup failed | "
        "bogus mail from | bogus sender | domain … may not exist | sender … mx record"
            " | mx record … not allowed | mail from … invalid | from … domain is invalid"
            " | sender address rejected domain not found | sender address rejected domain of sender"
            " | sender address rejected … not found | sender domain not found | domain of sender address"
        " | sender domain … not exist | sender domain must | sender domain … resolve | sender domain … not found"
        " | sender domain … invalid | sender domain … mx | domain of sender | sender … domain … not exist"
        " | sender … does not exist | sender … doesn t exist | sender … doesn t resolve"
        " | sender … does not resolve | sender … not exist | sender unknown | unknown sender"
        " | invalid sender domain | sender verify failed | sender verification failed"
        " | sender address verification | could not verify sender | sender … could not be verified"
        " | sender callout | callback … sender | cannot verify sender | sender address … undeliverable"
        " | sender address rejected undeliverable | sender address rejected unverified"
        " | sender address rejected user unknown | from domain … not | mail from domain | return path domain"
        " | mail from … does not exist | envelope sender … does not exist | null mx … sender | sender … nullmx"
        " | sender … null mx | sender domain"
        " | dns mx or a | dns a mx | mx or a record | no mx or a | valid mx | no valid mx | mx record of sender"
        " | mx records for … sender | mx lookup for … sender | no dns … sender | dns for … sender"
        " | sender … no dns | sender … no mx | sender … without mx | sender … has no mx | must resolve"
        " | unresolvable address | unresolvable domain | domain does not exist … mail from"
        " | domain doesn t exist … sender | domain … is not resolvable | does not accept bounces"
        " | can t verify sender"
        " | not a valid sender | invalid sender | sender invalid | invalid return path | invalid mail from"
        " | bad sender | bad sender address | sender rejected invalid | sender address does not exist"
        " | malformed sender | domaine expéditeur | domaine de l expéditeur | absender … existiert nicht"
        " | absenderdomain*"
        " | absenderdomäne | dominio del remitente | dominio mittente | dominio del mittente"
        " | your domain … does not exist | your domain … no mx | domain … has no mx | domain … no valid mx"
        " | domain … cannot receive | sender … bounce",
        example="450 4.1.8 <info@example.net>: Sender address rejected: Domain not found",
        more=("553 5.1.8 Domain of sender address info@example.net does not exist",
              "550 5.7.27 Sender address has null MX")),
    Row("relay-denied", source=_SEEN,
        words="delivery is not allowed to this address | relay rejected for policy reasons"
        " | relay recipient in non accepted domain | non accepted domain | not a relay | relay client | "
        "relay access denied | relaying denied | relay denied | relay not permitted | relaying not permitted"
            " | relay not allowed | relaying not allowed | unable to relay | relaying prohibited"
        " | not permitted to relay | not allowed to relay | relay prohibited | relay operation rejected"
        " | we do not relay | we don t relay | relaying is prohibited | cannot relay | relay forbidden | no relay"
        " | not an open relay | open relay"
        " | does not relay | relay not authorized | relay rejected | no relaying | not relaying | relaying mail"
        " | relaying to | relay for | relay mail | relay attempt | relay this | relayed | not authorized to relay"
        " | must authenticate to relay | relaying disallowed | relaying refused"
        " | isn t in my list of allowed rcpthosts | rcpthosts | allowed rcpthosts | not in my list of allowed"
        " | domain isn t in my list | not local … not a gateway | not a gateway | gateway … not"
        " | not a local domain"
        " | not hosted here | domain not hosted | no such domain | unknown domain | domain … not handled"
        " | domain not handled | domain is not | domain … not local | recipient domain … not"
        " | not accepting mail for … domain | do not accept mail for | does not accept mail for"
        " | we do not accept mail for | domain … not accepted | not a valid domain | not responsible for"
        " | not our domain | recipient domain not | not handle mail for | not handling mail for"
        " | domain not allowed | not for us | send only"
        " | kein relay | relay verweigert | relaying verweigert | weiterleitung nicht erlaubt | relais refusé"
        " | relais non autorisé | relai* … refus* | no se permite relay | retransmisión | relay non consentito"
        " | relay non permesso | relay negato",
        example="554 5.7.1 <someone@example.org>: Relay access denied",
        more=("550 5.7.1 Unable to relay", "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
              "550 relay not permitted")),
    Row("tls", source=_SEEN,
        words="must issue a starttls | tls required | tls is required | starttls required | starttls is required"
            " | requires tls | require tls | requires starttls | tls not available | tls … mandatory"
            " | encryption required"
        " | requires encryption | encryption needed | encryption is required | secure connection required"
        " | use tls | use starttls | starttls first | tls connection required | tls handshake | tls negotiation"
        " | tls error | starttls failed"
        " | starttls … handshake | tls currently unavailable | tls temporarily | tls not available due to"
        " | plaintext … not | without tls | without encryption | unencrypted | not encrypted"
        " | cannot accept … without | verschlüsselung | verschlüsselt* | tls version"
        " | tls authentication | requiretls",
        example="530 5.7.0 Must issue a STARTTLS command first", more=("454 4.7.0 TLS not available due to local "
            "problem",)),
    Row("authentication", source=_SEEN,
        words="sender id | pra not permitted | not permitted pra | "
        "unauthenticated email | unauthenticated mail | unauthenticated message | authentication results"
            " | authentication checks | sender authentication | sender … unauthenticated"
            " | authentication information | not authenticated … domain"
        " | email authentication | fails authentication | failed authentication check | sender id"
        " | message authentication | arc | spoof* | spoofed | spoofing | anti spoofing | sender … forged"
        " | forged sender | forged from | forged sender address | header from … spoof | impersonat*"
        " | not allowed to send … own domain | local domain … from outside | sender address … own domain"
        " | from own domain",
        example="550 5.7.26 This message does not pass authentication checks", more=("550 5.7.1 Anti-spoofing "
            "policy: sender is forged",)),
    Row("sender-refused", source=_SEEN,
        words="client was not authenticated | proper authentication required"
        " | does not have permissions to submit | client does not have permission*"
        " | not authenticated to send | "
        "authentication required | authentication is required | smtp authentication | authentication needed"
            " | authentication failed | authentication credentials | authentication unsuccessful"
            " | invalid credentials | bad credentials | must authenticate | please authenticate | auth required"
            " | auth first | auth … first | not authenticated | must be authenticated"
        " | must be logged in | not logged in | not owned by user | sender address rejected not owned"
        " | sender address rejected not logged | not allowed to send as | sendasdenied | send as denied"
        " | smtp auth | asmtp | log in | login first | login required | require authentication"
        " | requires authentication | smtpclientauthentication | check mail before sending | pop before smtp"
        " | pop3 before"
        " | sender not allowed | sender is not allowed | not an allowed sender | sender … not authorized"
        " | sender … not authorised | sender not authorized | sender not permitted | sender … not permitted"
        " | sender is not authorized | unauthorized sender | sender address is not"
        " | email address is not verified | identities failed | from address … not verified"
        " | not allowed to use … sender"
        " | authentifizierung erforderlich | anmeldung erforderlich | authentification requise"
        " | autenticación requerida | autenticazione richiesta",
        example="530 5.7.0 Authentication required", more=("553 5.7.1 <info@example.net>: Sender address "
            "rejected: not owned by user shop",
                                                        "550 5.7.60 SMTP; Client does not have permissions: "
                                                        "SendAsDenied")),
)  # fmt: skip
