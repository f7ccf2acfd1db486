"""People who log in, how they come to a password, and the events of their roles, which are never edited."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Upper

from trustlane.access.actors import id_of_person
from trustlane.access.halves import TRIES
from trustlane.access.roles import Role

ROLES = [role.value for role in Role]


class UserManager(BaseUserManager["User"]):
    """Finds people by the name they log in with, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A person who logs in: an officer of the administration, or somebody acting for an operator."""

    username = models.TextField(unique=True)
    full_name = models.TextField()
    email = models.EmailField(max_length=None, blank=True, default="")
    office = models.TextField(blank=True, default="")
    operator = models.TextField(blank=True, default="")
    language = models.TextField(blank=True, default="")
    is_active = models.BooleanField(default=True)
    # The actor who closed the account.
    closed_by = models.TextField(blank=True, default="", db_default="")
    enrolled_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Upper("username"), name="access_user_one_person_a_username"),
            models.CheckConstraint(
                condition=models.Q(username__regex=r"^[^\s\x01-\x1f]+$"),
                name="access_user_username_has_no_spaces",
            ),
            models.CheckConstraint(
                condition=models.Q(is_active=True, closed_by="")
                | (models.Q(is_active=False) & ~models.Q(closed_by="")),
                name="access_user_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    @property
    def actor(self) -> str:
        """How the ledger names this person."""
        return id_of_person(self.pk)


class SetUp(models.Model):
    """One person's way to a password: begun by one who hands over a link, confirmed by another who tells a code."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="set_ups")
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.TextField(blank=True, default="")
    # Neither half is kept, only what tells whether it is the right one.
    link_digest = models.TextField(unique=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    code_hash = models.TextField(blank=True, default="")
    wrong_codes = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(begun_by=models.F("user")) & ~models.Q(confirmed_by=models.F("user")),
                name="access_set_up_not_by_oneself",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True) | ~models.Q(confirmed_by=models.F("begun_by")),
                name="access_set_up_needs_two_persons",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True, confirmed_at__isnull=True, code_hash="")
                | (models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False) & ~models.Q(code_hash="")),
                name="access_set_up_confirmed_with_a_code",
            ),
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True)
                | models.Q(confirmed_by__isnull=False, withdrawn_at__isnull=True),
                name="access_set_up_used_when_confirmed",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("begun_at"), wrong_codes__gte=0, wrong_codes__lte=TRIES),
                name="access_set_up_ends_and_bears_few_tries",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(used_at__isnull=True, withdrawn_at__isnull=True),
                name="access_set_up_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"set-up of user:{self.user_id}"


class RoleProposal(models.Model):
    """One person proposes that another be given a role; somebody else has to approve it."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_proposals")
    role = models.TextField()
    office = models.TextField(blank=True, default="")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=ROLES), name="access_proposal_role_is_known"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="access_proposal_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} for user:{self.user_id}"


class RoleRefusal(models.Model):
    """A proposal that was declined, or withdrawn by the one who made it."""

    proposal = models.OneToOneField(RoleProposal, on_delete=models.PROTECT, related_name="refusal")
    refused_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    refused_at = models.DateTimeField()
    reason = models.TextField()

    def __str__(self) -> str:
        return f"refusal of proposal {self.proposal_id}"


class RoleGrant(models.Model):
    """A role a person holds: for one office, or for all (""), from one instant to before another."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_grants")
    role = models.TextField()
    office = models.TextField(blank=True, default="")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    granted_at = models.DateTimeField()
    # All three are empty for the administrators who were named when the house was founded: nobody could propose them.
    proposal = models.OneToOneField(RoleProposal, on_delete=models.PROTECT, null=True, related_name="grant")
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=ROLES), name="access_grant_role_is_known"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="access_grant_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    proposal__isnull=True,
                    proposed_by__isnull=True,
                    approved_by__isnull=True,
                    role=Role.ADMINISTRATOR.value,
                )
                | models.Q(proposal__isnull=False, proposed_by__isnull=False, approved_by__isnull=False),
                name="access_grant_is_proposed_or_founding",
            ),
            models.CheckConstraint(
                condition=models.Q(proposed_by__isnull=True) | ~models.Q(approved_by=models.F("proposed_by")),
                name="access_grant_needs_two_persons",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("user")),
                name="access_grant_not_approved_by_its_receiver",
            ),
        ]
        indexes = [models.Index(fields=["user", "valid_from"], name="access_grant_of_user")]

    def __str__(self) -> str:
        return f"{self.role} of user:{self.user_id}"


class RoleRevocation(models.Model):
    """The end of a grant before its time; one person is enough to take a role away."""

    grant = models.OneToOneField(RoleGrant, on_delete=models.PROTECT, related_name="revocation")
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField()
    reason = models.TextField()

    def __str__(self) -> str:
        return f"revocation of grant {self.grant_id}"
