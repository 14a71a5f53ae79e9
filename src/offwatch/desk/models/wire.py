"""What came over the wire, as little of it as is needed for a repeated message to do nothing."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from offwatch.desk.models.team import Device


class WireMessage(models.Model):
    """A message that was answered; forgotten once its day is too old to be taken again.

    The answer is kept only where the message had an effect, and for the last message.
    """

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="messages")
    message_id = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    reply = models.BinaryField(null=True)
    made_on = models.DateField()
    # it said nothing, so that its answer need not outlive the next message
    idle = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "message_id"], name="answered_once")
        ]

    def __str__(self) -> str:
        return self.message_id
