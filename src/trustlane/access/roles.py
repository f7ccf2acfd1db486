"""The roles a person can hold, and what each is for."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is trusted to do; held for one office or for all, from one instant to another."""

    OPERATOR = "operator"
    """Acts for one economic operator in the portal."""
    CASE_OFFICER = "case_officer"
    """Handles applications for authorized economic operator status."""
    VALIDATOR = "validator"
    """Visits applicants and holders, and finds how far they meet the criteria."""
    GUEST_VALIDATOR = "guest_validator"
    """Comes from a partner administration to a joint validation, and sees that visit alone."""
    DECISION_MAKER = "decision_maker"
    """Decides on a status, in cases that somebody else handled and validated."""
    AGENCY_OFFICER = "agency_officer"
    """Answers for another government agency, and joins visits it is asked to; the role's office is the agency."""
    REGISTER_OFFICER = "register_officer"
    """Keeps the register of trusted operators and the lists received from partners."""
    RISK_MANAGER = "risk_manager"
    """Writes targeting rules and policy, and sees scores and their reasons."""
    FRONTLINE_OFFICER = "frontline_officer"
    """Looks at consignments in one office."""
    MRA_DESK = "mra_desk"
    """Keeps the agreements and exchanges with partner administrations."""
    AUDITOR = "auditor"
    """Reads everything that is recorded, changes nothing."""
    ADMINISTRATOR = "administrator"
    """Enrols people and proposes or approves their roles."""
