"""The forms by which risks are judged: one leaf section, one leg of the supply chain, and how that is assessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trustlane.desk.programme.words import GRADES, RESPONSES, THREATS
from trustlane.pages.forms import Styled, style
from trustlane.programme.queries.risks import RiskFile
from trustlane.programme.risk.legs import Action, Leg, Vulnerable
from trustlane.programme.risk.mapping import RULES, SENTENCES, Judged, Risk
from trustlane.programme.risk.scale import GRADES as LEVELS_OF_GRADE
from trustlane.programme.risk.scale import Bands, RiskRefused

LIKELIHOOD = [(1, _("1 – hardly ever")), (2, "2"), (3, _("3 – now and then")), (4, "4"), (5, _("5 – almost certain"))]
IMPACT = [(1, _("1 – slight")), (2, "2"), (3, _("3 – serious")), (4, "4"), (5, _("5 – grave"))]
SPARE_GAPS, MOST_GAPS = 2, 12
MANY_DAYS = 3_660
# At which field the page tells that a rule is broken.
_FIELD = {
    "what_lowers_is_named": "controls",
    "high_risk_is_not_just_taken": "why",
    "what_is_not_taken_has_an_action": "action",
    "what_will_be_done_has_an_owner_and_a_day": "owner",
}


def _number(label: Any, choices: Sequence[tuple[int, Any]]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, choices=[(str(level), word) for level, word in choices])


def _words(label: Any, rows: int = 2, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto", "translate": "no"})
    return forms.CharField(label=label, widget=widget, required=False, max_length=4_000, **more)


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=False)


class Judgement(Styled, forms.Form):
    """How likely and how grave, before and after controls, and what is done about the rest."""

    likelihood_before = _number(_("How likely without controls"), LIKELIHOOD)
    impact_before = _number(_("How grave without controls"), IMPACT)
    controls = _words(_("Controls that are in place"), help_text=_("One a line."))
    likelihood_after = _number(_("How likely with them"), LIKELIHOOD)
    impact_after = _number(_("How grave with them"), IMPACT)
    response = forms.ChoiceField(
        label=_("What is done about the rest"), choices=list(RESPONSES.items()), widget=forms.RadioSelect
    )
    why = _words(_("Why"))
    action = _words(_("What will be done"))
    owner = forms.CharField(
        label=_("Who does it"), required=False, max_length=400, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    due = _day(_("By what day"))

    def __init__(self, *args: Any, section: str, today: date, risk: Risk | None, **kwargs: Any) -> None:
        self.section, self.today = section, today
        super().__init__(*args, initial=_initial(risk, today), **kwargs)

    def clean(self) -> dict[str, Any]:
        """Adds `risk`, as the deed takes it; each broken rule is told at its field."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        due = given.get("due")
        if due and not self.today - timedelta(MANY_DAYS) < due < self.today + timedelta(MANY_DAYS):
            self.add_error("due", _("Choose a day within ten years."))
        if self.errors:
            return given
        try:
            risk = self._risk(given)
        except RiskRefused:
            self.add_error("likelihood_after", _("Controls do not raise a risk: this is more than without them."))
            return given
        for rule in RULES:
            if not rule(risk, Bands()):
                self.add_error(_FIELD[rule.__name__], gettext(SENTENCES[rule.__name__]))
        given["risk"] = risk
        return given

    def _risk(self, given: Mapping[str, Any]) -> Risk:
        return Risk(
            section=self.section,
            before=Judged(given["likelihood_before"], given["impact_before"]),
            after=Judged(given["likelihood_after"], given["impact_after"]),
            response=given["response"],
            controls=tuple(each for line in given["controls"].splitlines() if (each := line.strip())),
            why=given["why"],
            action=given["action"],
            owner=given["owner"],
            due=given["due"],
        )


class LegForm(Styled, forms.Form):
    """One leg: where the goods go, in whose hands, which threats weigh on it, its gaps and what closes them."""

    title = forms.CharField(
        label=_("From where to where"),
        max_length=400,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("Or where the goods rest, such as a yard."),
    )
    country = forms.RegexField(
        r"^[A-Z]{2}\Z",
        label=_("Country"),
        required=False,
        help_text=_("Two letters, such as XB."),
        error_messages={"invalid": _("Write two capital letters, such as XB.")},
    )
    partner = forms.CharField(
        label=_("Who holds the goods"), max_length=400, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    why = _words(_("On what this rests"))
    dropped = forms.BooleanField(label=_("This leg is no longer on the map"), required=False)

    def __init__(
        self, *args: Any, leg: str, today: date, found: RiskFile, criteria: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        self.leg, self.today = leg, today
        self.known = next((each for each in found.chain.legs if each.id == leg), None)
        super().__init__(*args, initial=_of_leg(self.known), **kwargs)
        grades = [("", _("Not judged")), *((grade, GRADES[grade].word) for grade in LEVELS_OF_GRADE)]
        judged = {one.threat: one for one in found.chain.threats if one.leg == leg}
        for threat, word in THREATS.items():
            label: Any = word
            known = judged.get(threat)  # type: ignore[call-overload]
            self.fields[f"threat_{threat}"] = forms.ChoiceField(
                label=label, choices=grades, required=False, initial=known.grade if known else ""
            )
        if judged:
            self.initial["why"] = next(iter(judged.values())).why
        self.gaps = min(sum(one.leg == leg for one in found.chain.vulnerabilities) + SPARE_GAPS, MOST_GAPS)
        self._gap_fields(found, list(criteria), grades)
        if self.known is None:
            del self.fields["dropped"]
        for each in self.fields.values():
            if "class" not in each.widget.attrs:
                style(each.widget)

    @property
    def of_the_leg(self) -> list[Any]:
        """The fields that say what it is."""
        return [self[name] for name in ("title", "country", "partner")]

    @property
    def threats(self) -> list[Any]:
        """A field a threat."""
        return [self[f"threat_{threat}"] for threat in THREATS]

    @property
    def groups(self) -> list[tuple[Any, ...]]:
        """A group of fields for each gap."""
        return [tuple(self[f"{name}_{number}"] for name in _OF_A_GAP) for number in range(self.gaps)]

    def clean(self) -> dict[str, Any]:
        """Adds `given_leg`, `threats` and `vulnerabilities`, as the deed takes them."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("dropped") and not given.get("why"):
            self.add_error("why", _("Say why the leg leaves the map."))
        found = [self._gap(given, number) for number in range(self.gaps)]
        if not self.errors:
            given["given_leg"] = Leg(self.leg, given["title"], given["country"], given["partner"])
            given["threats"] = {
                threat: grade for threat in THREATS if (grade := given.get(f"threat_{threat}", "")) != ""
            }
            given["vulnerabilities"] = tuple(one for one in found if one is not None)
        return given

    def _gap_fields(self, found: RiskFile, criteria: list[tuple[str, str]], grades: list[tuple[str, Any]]) -> None:
        known = [one for one in found.chain.vulnerabilities if one.leg == self.leg]
        planned = {one.criterion: one for one in found.chain.actions if one.leg == self.leg}
        for number in range(self.gaps):
            gap = known[number] if number < len(known) else None
            action = planned.get(gap.criterion) if gap else None
            self.fields[f"criterion_{number}"] = forms.ChoiceField(
                label=_("Criterion"),
                choices=[("", _("None")), *criteria],
                required=False,
                initial=gap.criterion if gap else "",
            )
            self.fields[f"grade_{number}"] = forms.ChoiceField(
                label=_("How far it falls short"), choices=grades, required=False, initial=gap.grade if gap else ""
            )
            self.fields[f"short_{number}"] = _words(_("In what way"), initial=gap.why if gap else "")
            self.fields[f"what_{number}"] = _words(_("What will be done"), initial=action.what if action else "")
            self.fields[f"owner_{number}"] = forms.CharField(
                label=_("Who does it"), required=False, max_length=400, initial=action.owner if action else ""
            )
            self.fields[f"due_{number}"] = _day(_("By what day"))
            self.fields[f"due_{number}"].initial = action.due if action else None
            self.fields[f"done_{number}"] = _day(_("Done on"))
            self.fields[f"done_{number}"].initial = action.done if action else None

    def _gap(self, given: Mapping[str, Any], number: int) -> tuple[Vulnerable, Action | None] | None:
        criterion, grade, short, what, owner, due, done = (given.get(f"{name}_{number}") for name in _OF_A_GAP)
        if not criterion:
            return None
        if not grade:
            self.add_error(f"grade_{number}", _("Say how far it falls short."))
        if what and not owner:
            self.add_error(f"owner_{number}", _("Say who does it."))
        if what and not due:
            self.add_error(f"due_{number}", _("Say by what day."))
        if done and not what:
            self.add_error(f"what_{number}", _("Say what was done."))
        if done and done > self.today:
            self.add_error(f"done_{number}", _("What is done was done by today."))
        if self.errors:
            return None
        action = Action(self.leg, criterion, what, owner or "", due, done) if what and due else None
        return Vulnerable(self.leg, criterion, grade or "low", short or ""), action


class MethodForm(Styled, forms.Form):
    """How the supply chain is assessed."""

    policy = _words(_("The policy"))
    responsible = forms.CharField(label=_("Who is responsible"), required=False, max_length=400)
    every_months = forms.IntegerField(label=_("Every how many months"), min_value=1, max_value=120, initial=12)
    training = _words(_("Who is trained, and in what"))


_OF_A_GAP = ("criterion", "grade", "short", "what", "owner", "due", "done")


def next_leg(found: RiskFile) -> str:
    """What the next leg will be called: L1, L2 and so on."""
    taken = {leg.id for leg in found.chain.legs}
    return next(name for number in range(1, len(taken) + 2) if (name := f"L{number:02d}") not in taken)


def _initial(risk: Risk | None, today: date) -> dict[str, Any]:
    if risk is None:
        return {
            "response": "take",
            "likelihood_before": 3,
            "impact_before": 3,
            "likelihood_after": 3,
            "impact_after": 3,
        }
    return {
        "likelihood_before": risk.before.likelihood,
        "impact_before": risk.before.impact,
        "likelihood_after": risk.after.likelihood,
        "impact_after": risk.after.impact,
        "controls": "\n".join(risk.controls),
        "response": risk.response,
        "why": risk.why,
        "action": risk.action,
        "owner": risk.owner,
        "due": risk.due,
    }


def _of_leg(leg: Leg | None) -> dict[str, Any]:
    return {} if leg is None else {"title": leg.title, "country": leg.country, "partner": leg.partner}
