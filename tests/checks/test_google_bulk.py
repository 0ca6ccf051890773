from __future__ import annotations

from tests.checks.bulk import BulkSender


class TestGoogleBulk(BulkSender):
    provider = "google"
