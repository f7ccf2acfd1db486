"""Why something about an operator was not done: what was expected and what came."""


class PartyRefused(Exception):
    """A deed about an operator was refused."""


class IdentifierTaken(PartyRefused):
    """The number already belongs to another operator."""


class IdentifierFaulty(PartyRefused):
    """The number cannot be right."""


class NothingToName(PartyRefused):
    """An operator needs a name or an identifier."""


class SiteUnfit(PartyRefused):
    """What is said of a site cannot be right."""


class NotKnown(PartyRefused):
    """No such operator, name, identifier or site is known now."""
