"""What came over the wire and what was answered, so that a repeated message has one effect."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from offwatch.desk.models.team import Device


class WireMessage(models.Model):
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="messages")
    message_id = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    reply = models.BinaryField()
    came_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "message_id"], name="answered_once")
        ]

    def __str__(self) -> str:
        return self.message_id
