"""The systemd unit of sendoff's signer (systemd.service(5))."""

from __future__ import annotations

from sendoff.postfix.opendkim import KEYS

NAME = "sendoff-dkim.service"
UNIT = f"/etc/systemd/system/{NAME}"

TEXT = f"""\
# Written by sendoff for sendoff::dkim; `sendoff apply` takes it away when nothing is signed any more.
[Unit]
Description=sendoff's DKIM signer (OpenDKIM)
Documentation=man:opendkim(8) man:opendkim.conf(5)
After=local-fs.target
Before=postfix.service postfix@-.service

[Service]
ExecStart=/usr/sbin/opendkim -f -x {KEYS}/opendkim.conf
ExecReload=/bin/kill -USR1 $MAINPID
Restart=always
RestartSec=1
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectHome=yes
ProtectSystem=full
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes

[Install]
WantedBy=multi-user.target
"""
