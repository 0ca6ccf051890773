"""SPF (RFC 7208): verdicts, the published record, and the smallest change to it."""
