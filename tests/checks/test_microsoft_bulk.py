from __future__ import annotations

from tests.checks.bulk import BulkSender


class TestMicrosoftBulk(BulkSender):
    provider = "microsoft"
