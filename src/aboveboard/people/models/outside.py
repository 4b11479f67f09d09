"""Who outside the trust is sent checkpoints."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower


class CheckpointAddress(models.Model):
    """Somebody outside, such as the auditor, the union or the clerk, who is sent the newest checkpoint every day.

    Legal states: one; whoever is taken off the list is deleted from it.
    Personal data: the name and address of somebody outside, or of an office; deleted when taken off the list.
    """

    name = models.CharField(max_length=100)
    address = models.EmailField()
    added_at = models.DateTimeField()
    last_origin = models.CharField(
        max_length=100, blank=True, help_text="Of the last checkpoint written to them."
    )
    last_size = models.BigIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name_plural = "checkpoint addresses"
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("address"), name="people_checkpoint_address_once")
        ]

    def __str__(self) -> str:
        return self.name
