"""Documents as they were uploaded: rows that are never changed, pointing to content by its digest."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Document(models.Model):
    """A file somebody gave as evidence; the same content given twice is two documents and one file."""

    sha256 = models.TextField()
    size = models.BigIntegerField()
    media_type = models.TextField()
    name = models.TextField()
    # Day the content is about: a certificate of 2021 uploaded today speaks of 2021. Unknown is allowed.
    speaks_of = models.DateField(null=True, blank=True)
    # Last day the document is good for, where it has one.
    expires = models.DateField(null=True, blank=True)
    # The document that this one takes the place of; that one stays as it was.
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, related_name="newer", null=True, blank=True)
    # The standard of which it is the certificate, such as "iso28000"; "" for any other document.
    certifies = models.TextField(blank=True, default="", db_default="")
    # The operator whose document it is, as its users are known by; "" for the administration's own.
    operator = models.TextField(blank=True, default="")
    uploaded_by = models.TextField()
    uploaded_at = models.DateTimeField()
    scanned_by = models.TextField()

    objects: ClassVar[models.Manager["Document"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="evidence_digest_is_sha256"),
            models.CheckConstraint(condition=Q(size__gt=0), name="evidence_not_empty"),
            models.CheckConstraint(
                condition=Q(expires__isnull=True) | Q(speaks_of__isnull=True) | Q(expires__gte=F("speaks_of")),
                name="evidence_expires_after_it_speaks",
            ),
            models.CheckConstraint(
                condition=Q(certifies="")
                | Q(certifies__regex=r"^[a-z0-9_]{1,40}$", speaks_of__isnull=False, expires__isnull=False),
                name="evidence_certificates_have_their_days",
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(scanned_by=""), name="evidence_named_and_scanned"),
        ]
        indexes = [
            models.Index(fields=["sha256"], name="evidence_by_content"),
            models.Index(fields=["operator", "-id"], name="evidence_by_operator"),
        ]

    def __str__(self) -> str:
        return self.name
