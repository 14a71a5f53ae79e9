"""Wrong passwords, counted by person and network; neither can be read from what is kept."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class LoginTry(models.Model):
    login_digest = models.CharField(max_length=64)
    source_digest = models.CharField(max_length=64)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["login_digest", "source_digest"], name="one_count_per_login_and_source"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["last_at"])]

    def __str__(self) -> str:
        return str(self.failures)
