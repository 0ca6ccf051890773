"""Where things are on a Debian or Ubuntu machine."""

CONFIG = "/etc/postfix"
MAIN_CF = f"{CONFIG}/main.cf"
MASTER_CF = f"{CONFIG}/master.cf"
SAMPLE_MAIN_CF = "/usr/share/postfix/main.cf.debian"
SAMPLE_MASTER_CF = "/usr/share/postfix/master.cf.dist"
POSTCONF = "/usr/sbin/postconf"
QUEUE = "/var/spool/postfix"

STATE = "/var/lib/sendoff"
GENERATIONS = f"{STATE}/generations"
PENDING = f"{STATE}/pending"
SHADOW = f"{STATE}/shadow"
LOCK = f"{STATE}/lock"
BUILD = f"{STATE}/build.json"
DKIM = f"{STATE}/dkim"

DOCUMENT = "/etc/sendoff/server.json"
"""The document that commands read when none is named."""

LEDGER = f"{STATE}/ledger/ledger.db"
"""What became of every mail; root writes it, group adm reads it."""
