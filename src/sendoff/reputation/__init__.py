"""Will it be accepted? SPF, DKIM, DMARC, names, blocklists: what is published, and what it comes to. Pure."""
