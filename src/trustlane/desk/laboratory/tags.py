"""Words of the laboratory's templates: {% load laboratory %}."""

from django import template

from trustlane.desk.laboratory import figures

register = template.Library()


@register.filter
def whole(minor: float) -> str:
    """Minor units as whole units of the currency: what a simulation says is not known to the cent."""
    return figures.whole(minor)
