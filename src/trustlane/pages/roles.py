"""The roles as people read them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trustlane.access.roles import Role

NAMES: dict[str, str | Promise] = {
    Role.OPERATOR: _("Acts for an operator"),
    Role.CASE_OFFICER: _("Case officer"),
    Role.VALIDATOR: _("Validator"),
    Role.GUEST_VALIDATOR: _("Guest of a partner at a validation"),
    Role.DECISION_MAKER: _("Decision maker"),
    Role.AGENCY_OFFICER: _("Officer of another agency"),
    Role.REGISTER_OFFICER: _("Register officer"),
    Role.RISK_MANAGER: _("Risk manager"),
    Role.FRONTLINE_OFFICER: _("Frontline officer"),
    Role.MRA_DESK: _("Mutual recognition desk"),
    Role.AUDITOR: _("Auditor"),
    Role.ADMINISTRATOR: _("Administrator"),
}
