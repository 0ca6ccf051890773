"""What /metrics asks of the machine itself: whether Postfix runs, and when its certificate ends. A few small reads."""

from __future__ import annotations

from typing import NamedTuple

from sendoff.host import Host
from sendoff.host.errors import HostError
from sendoff.host.files import Status
from sendoff.host.observe import master_pid
from sendoff.host.paths import CONFIG
from sendoff.host.texts import live_parameters
from sendoff.postfix.expansion import Unexpandable, expand

_MICRO = 1_000_000


class CertificateEnd(NamedTuple):
    """When a certificate ends (microseconds since 1970), or why that cannot be told; neither where there is none."""

    moment: int | None = None
    trouble: str | None = None


class Machine:
    """Remembers a certificate until its file changes."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._file: tuple[str, Status] | None = None
        self._end = CertificateEnd()

    def postfix_up(self) -> bool | None:
        """Tell whether Postfix's master runs; None where that cannot be told."""
        try:
            return master_pid(self._host, live_parameters(self._host)) is not None
        except HostError:
            return None

    def certificate_end(self) -> CertificateEnd:
        """Return the end of the certificate that Postfix shows to clients."""
        try:
            parameters = live_parameters(self._host)
            path = expand(parameters.get("smtpd_tls_cert_file", ""), {"config_directory": CONFIG, **parameters})
            if path in ("", "none"):
                return CertificateEnd()
            status = self._host.files.status(path)
            if status is None:
                return CertificateEnd(None, f"there is no file {path}")
            if self._file != (path, status):
                self._end, self._file = self._read(path), (path, status)
        except HostError as error:
            return CertificateEnd(None, error.what)
        except Unexpandable:
            return CertificateEnd(None, "smtpd_tls_cert_file refers to something unknown")
        return self._end

    def _read(self, path: str) -> CertificateEnd:
        from cryptography.x509 import load_pem_x509_certificates  # start-up: only where there is a certificate

        try:
            leaf = load_pem_x509_certificates(self._host.files.read(path) or b"")[0]
        except ValueError:
            return CertificateEnd(None, f"{path} holds no certificate in PEM form")
        return CertificateEnd(round(leaf.not_valid_after_utc.timestamp() * _MICRO))
