"""The forms of the programme: for each move the fields it needs, a rating, a settlement, a message, an officer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from trustlane.desk.programme.deeds import DEEDS
from trustlane.desk.programme.words import ASKERS, CAUSES, GROUNDS, RECOMMENDATIONS
from trustlane.pages.forms import Styled, style
from trustlane.programme import conditions, labels
from trustlane.programme.actions import Granted, Plan
from trustlane.programme.agency_benefits import AGREED, WITHHELD, not_agreed
from trustlane.programme.clocks.checks import BY_LAW
from trustlane.programme.clocks.house import OF_OFFICERS
from trustlane.programme.moves import MOVES
from trustlane.programme.presets import causes, longest_said
from trustlane.programme.queries.benefits import expected, fitting
from trustlane.programme.queries.points import grades_of
from trustlane.programme.queries.suiting import Proposal, Told
from trustlane.programme.rows import CaseFile, FindingRow
from trustlane.programme.stages import PLANNED, REVALIDATION
from trustlane.standing.labels import ROLES

LONGEST = 20_000
MANY_DAYS = 3_660
OTHER = "other"


@dataclass(frozen=True)
class About:
    """What the fields of a move offer: the case as the person sees it, and what is known beside it."""

    file: CaseFile
    today: date
    sites: Mapping[int, str] = field(default_factory=dict)
    guests: Mapping[int, str] = field(default_factory=dict)  # who may come from a partner administration
    tiers: tuple[str, ...] = ()
    reached: str = ""  # the grade that the firm's own points reach
    consultations: Sequence[Any] = ()
    languages: tuple[str, ...] = ()  # that validators of the office speak
    skills: tuple[str, ...] = ()  # that they have
    proposal: Proposal | None = None  # of sites and modes for a validation
    team: Sequence[tuple[int, str]] = ()  # that was drawn for a plan that is made anew
    by_law: bool = False  # the person may extend a clock by an act of law
    revalidated: bool = True  # the holder was validated again in the period of its certificate
    own_benefits: Sequence[str] = ()  # that the person's agency can grant in this case
    answers_for: Callable[[str], bool] = lambda agency: True  # somebody answers for that agency
    request: str = ""  # the number of a request for more time that the person came from
    named: Callable[[str], Sequence[tuple[Any, str]]] = lambda text: ()  # operators so called, each with its name


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


def _lines(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    more.setdefault("max_length", LONGEST)
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **more)


class MoveForm(Styled, forms.Form):
    """The text of a move: its reason, or what it asks or tells. Other moves add their fields before it."""

    reason = _lines(_("Why"))
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, name: str, about: About, **kwargs: Any) -> None:
        kwargs["initial"] = {"seen": about.file.last_event, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.name, self.about = name, about
        deed: Any = DEEDS[name]
        text = self.fields["reason"]
        text.label, text.help_text, text.required = deed.asks, deed.hint, self._must_say()
        text.error_messages["required"] = _("Write it: it is kept with the case.")
        self.offer()
        self.order_fields([*(each for each in self.fields if each not in ("reason", "seen")), "reason", "seen"])

    def offer(self) -> None:
        """Fills the choices; overridden by the forms that have some."""

    def _must_say(self) -> bool:
        again = self.name == "plan_validation" and self.about.file.row.stage in PLANNED
        return MOVES[self.name].reasoned or again or self.name == "answer_consultation"


class Bare(MoveForm):
    """A move that needs no word."""

    def offer(self) -> None:
        """Takes the text away."""
        del self.fields["reason"]


class Asking(MoveForm):
    """What is missing, and by when, where that is sooner than the law gives."""

    days = forms.IntegerField(label=_("Days for the answer"), required=False, min_value=1, max_value=MANY_DAYS)

    def offer(self) -> None:
        """Asks for the days only where a clock goes by them."""
        longest = longest_said(self.about.file.preset, self.name)
        if longest is None:
            del self.fields["days"]
            return
        self.fields["days"].help_text = gettext("Leave it empty for the %(days)s days that the law gives.") % {
            "days": longest
        }


class Terms(MoveForm):
    """What is granted: out of what was applied for."""

    scope = forms.MultipleChoiceField(
        label=_("For which risks"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose security, compliance or both.")},
    )
    roles = forms.MultipleChoiceField(
        label=_("In which roles"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role.")},
    )
    tier = forms.ChoiceField(label=_("Tier"), required=False)
    benefits = forms.MultipleChoiceField(
        label=_("Benefits it may expect"), required=False, widget=forms.CheckboxSelectMultiple
    )
    conditions = _lines(_("Conditions"), 2, required=False, max_length=4_000)

    def offer(self) -> None:
        """Offers what was applied for; what is in force is chosen, where something is."""
        file = self.about.file
        scopes = [("security", _("Security"), file.security), ("compliance", _("Compliance"), file.compliance)]
        _choices(self, "scope", [(name, label) for name, label, applied in scopes if applied])
        _choices(self, "roles", [(role, ROLES[role]) for role in file.row.roles])
        if self.about.tiers:
            # Where grades are by points and none is reached, nobody grants the highest by leaving it as it is.
            open_choice = grades_of(file.catalogue) and not self.about.reached and not file.terms
            choices = [("", _("Choose a grade"))] if open_choice else []
            _choices(self, "tier", [*choices, *((tier, tier) for tier in self.about.tiers)])
            self.fields["tier"].required = True
            self.initial["tier"] = self.about.reached or None
            if self.about.reached:
                told = _("The points of the firm's own answers reach %(grade)s; you decide which is granted.")
                self.fields["tier"].help_text = told % {"grade": self.about.reached}
        else:
            del self.fields["tier"]
        held = file.terms
        fit = fitting(file.row.roles)
        given = {one.benefit: one for one in file.given}
        missing = not_agreed([one.id for one in fit], given, held.benefits if held else ())
        offered = [one for one in fit if one.id not in missing]
        if missing:
            named = "; ".join(f"{gettext(one.benefit.title)} ({one.granted_by})" for one in expected(missing))
            told = _("Not yet agreed by the agency that grants it, so not on the certificate: %(named)s")
            self.fields["benefits"].help_text = told % {"named": named}
        _choices(self, "benefits", [(one.id, gettext(one.title)) for one in offered])
        self.initial["benefits"] = (
            list(held.benefits) if held else [one.id for one in offered if one.agency == "customs"]
        )
        self.initial["scope"] = [
            name for name, _label, applied in scopes if applied and (not held or getattr(held, name))
        ]
        self.initial["roles"] = list(held.roles if held else file.row.roles)
        if held:
            self.initial.update(tier=held.tier, conditions=held.conditions)

    def clean(self) -> dict[str, Any]:
        """Adds `terms`, as the deed takes them."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            fit = {one.id for one in fitting(given["roles"], tier=given.get("tier", ""))}
            given["terms"] = Granted(
                security="security" in given["scope"],
                compliance="compliance" in given["scope"],
                roles=given["roles"],
                tier=given.get("tier", ""),
                conditions=given["conditions"],
                renew=given.get("renew", False),
                unvisited=given.get("unvisited", ""),
                benefits=[name for name in given["benefits"] if name in fit],
            )
        return given


class Proposed(Terms):
    """Other terms for who holds a status; its certificate may be renewed with them."""

    renew = forms.BooleanField(
        label=_("Renew the certificate"),
        required=False,
        help_text=_("It then counts for a whole period from the day of the decision; else its last day stays."),
    )

    unvisited = _lines(
        _("Why it is renewed without a new validation"),
        2,
        required=False,
        max_length=4_000,
        help_text=_("The holder was not validated again in the period of its certificate. Who decides reads this."),
    )

    def offer(self) -> None:
        """Renews only what ends; why nobody validated the holder again is asked only where nobody did."""
        super().offer()
        ends = self.about.file.terms is not None and self.about.file.terms.expires is not None
        if not ends:
            del self.fields["renew"]
        if not ends or self.about.revalidated:
            del self.fields["unvisited"]

    def clean(self) -> dict[str, Any]:
        """Asks why, where a certificate is renewed and nobody validated its holder again."""
        given = super().clean()
        if given.get("renew") and "unvisited" in self.fields and not given.get("unvisited"):
            self.add_error("unvisited", _("Validate the holder again first, or say why it is renewed without that."))
        return given


class Planned(MoveForm):
    """When, where and how; the team is drawn when the plan is made, and only who leaves it is drawn anew."""

    mode = forms.ChoiceField(label=_("How"), choices=list(labels.MODES.items()))
    begins = _day(_("First day"))
    ends = _day(_("Last day"))
    sites = forms.TypedMultipleChoiceField(
        label=_("Sites"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    line = forms.ChoiceField(
        label=_("Line to the site"),
        required=False,
        choices=[
            ("", _("None, or not known")),
            ("weak", _("Weak: papers and interviews")),
            ("good", _("Good: moving pictures, tried on site beforehand")),
        ],
        help_text=_("This and the next three bear only on a validation that is not wholly on site."),
    )
    language_shared = forms.BooleanField(
        label=_("Team and people on site speak one language, or have an interpreter in nobody's service"),
        required=False,
    )
    pictures_may_leave = forms.BooleanField(
        label=_("The law on data lets pictures and records leave the site"), required=False
    )
    operator_consents = forms.BooleanField(label=_("The operator consents to it"), required=False)
    overrule = _lines(
        _("Why you do not follow the proposal"),
        2,
        required=False,
        max_length=4_000,
        help_text=_("Only where you choose other sites, or a way that the rules do not leave."),
    )
    size = forms.TypedChoiceField(
        label=_("How many validators"), coerce=int, choices=[(number, str(number)) for number in (2, 3, 4)]
    )
    guests = forms.TypedMultipleChoiceField(
        label=_("Guests"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "A joint validation: people of a partner administration or of another agency come along, and the firm is "
            "visited once. A guest sees this visit and rates beside the team; an agency reads the report too."
        ),
    )
    language = forms.ChoiceField(
        label=_("Language spoken on site"),
        required=False,
        help_text=_("Only who speaks it is drawn. Choose none where it does not matter."),
    )
    skills = forms.MultipleChoiceField(
        label=_("What the lead has to be able to do"), required=False, widget=forms.CheckboxSelectMultiple
    )
    out = forms.TypedChoiceField(
        label=_("Who leaves the team"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_(
            "The others stay. This person's seat is drawn anew, and the person is not drawn for this case again."
        ),
    )
    ground = forms.ChoiceField(label=_("On which ground"), required=False)
    agenda = _lines(_("Agenda"), required=False, max_length=4_000)
    consignments = _lines(
        _("Consignments to trace"),
        2,
        required=False,
        max_length=4_000,
        help_text=_("From order to release: one number a line."),
    )

    def offer(self) -> None:
        """Offers the sites of the operator, two weeks from now, and what bears on the draw."""
        self._offer_draw()
        if self.about.sites:
            _choices(self, "sites", [(str(number), name) for number, name in self.about.sites.items()])
        else:
            del self.fields["sites"]
        if self.about.guests:
            _choices(self, "guests", [(str(number), name) for number, name in self.about.guests.items()])
            self.initial.setdefault("guests", [one.id for one in self.about.file.team if one.duty == "guest"])
        else:
            del self.fields["guests"]
        soon = self.about.today + timedelta(days=14)
        proposed = [str(number) for number in self.about.proposal.sites] if self.about.proposal else []
        self.initial = {"begins": soon, "ends": soon, "sites": proposed, **self.initial}

    def clean(self) -> dict[str, Any]:
        """Adds `plan`, as the deed takes it."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = given.get("begins"), given.get("ends")
        if first and last and last < first:
            self.add_error("ends", _("The last day comes before the first."))
        if first and last and (last - first).days > 60:
            self.add_error("ends", _("A visit lasts 60 days at most; plan several."))
        if first and first < self.about.today:
            self.add_error("begins", _("This day is over already."))
        if given.get("out") and not given.get("ground"):
            self.add_error("ground", _("Say on which ground this person leaves the team."))
        kept = self._against_the_proposal(given) if not self.errors else {}
        if not self.errors:
            given["plan"] = Plan(
                proposal=kept,
                told=_facts(given),
                overrule=given["overrule"],
                mode=given["mode"],
                sites=tuple(given.get("sites", ())),
                begins=given["begins"],
                ends=given["ends"],
                agenda=given["agenda"],
                consignments=tuple(each for line in given["consignments"].splitlines() if (each := line.strip())),
            )
        return given

    def _against_the_proposal(self, given: dict[str, Any]) -> dict[str, object]:
        """What was proposed and why; not following it needs a reason."""
        proposal = self.about.proposal
        if proposal is None:
            return {}
        facts = _facts(given)
        chosen = given.get("sites", ())
        modes, rules = proposal.suited(chosen, facts)
        left_out = sorted(set(proposal.sites) - set(chosen))
        aside = given["mode"] not in modes
        if aside and not given["overrule"]:
            said = " ".join(gettext(rule.sentence) for rule in rules)
            self.add_error(
                "mode",
                _("The rules do not leave this way: %(rules)s Choose another, or say below why.") % {"rules": said},
            )
        if left_out and not given["overrule"]:
            names = "; ".join(self.about.sites.get(number, str(number)) for number in left_out)
            self.add_error("sites", _("Proposed and left out: %(sites)s. Say below why.") % {"sites": names})
        return {
            "sites": [{"site": int(one.site.id), "risk": one.site.risk, "why": one.why} for one in proposal.visited],
            "seed": proposal.seed.hex(),
            "modes": list(modes),
            "rules": [rule.name for rule in rules],
            "told": asdict(facts),
            "overruled": given["overrule"] if aside or left_out else "",
        }

    def _offer_draw(self) -> None:
        """A first plan says what the team has to be able to do; a later one only who leaves it."""
        about = self.about
        if about.team:
            nobody = [("", _("Nobody: the team stays as it was drawn"))]
            _choices(self, "out", nobody + [(str(person), name) for person, name in about.team])
            _choices(self, "ground", [("", _("Choose one")), *GROUNDS.items()])
        for name, offered in (("language", about.languages), ("skills", about.skills)):
            _choices(self, name, [(each, each) for each in offered])
        _choices(self, "language", [("", _("Any")), *((each, each) for each in about.languages)])
        unasked = ["size", "language", "skills"] if about.team else ["out", "ground"]
        unasked += [
            name
            for name in ("language", "skills")
            if name not in unasked and not getattr(about, f"{name.removesuffix('s')}s")
        ]
        for name in unasked:
            del self.fields[name]


def _facts(given: Mapping[str, Any]) -> Told:
    """What the officer says of a visit from afar."""
    return Told(
        given["line"] or "none", given["language_shared"], given["pictures_may_leave"], given["operator_consents"]
    )


class Taken(MoveForm):
    """A refusal, or the taking away of a status: its cause, where a clock of the preset goes by that."""

    cause = forms.ChoiceField(
        label=_("Is it for this? It decides when the operator may apply again."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one: it decides when the operator may apply again.")},
    )

    def offer(self) -> None:
        """Offers what the clocks of the case go by; where none does, nothing is asked."""
        known = causes(self.about.file.preset, self.name)
        if known:
            _choices(self, "cause", [*((cause, CAUSES.get(cause, cause)) for cause in known), (OTHER, _("No"))])
        else:
            del self.fields["cause"]

    def clean_cause(self) -> str:
        """The cause as the deed takes it."""
        said = str(self.cleaned_data["cause"])
        return "" if said == OTHER else said


class Reported(MoveForm):
    """What the team recommends."""

    recommends = forms.ChoiceField(label=_("What the team recommends"), widget=forms.RadioSelect)

    def offer(self) -> None:
        """Of a holder, that its status goes on, or that something be done about it."""
        again = self.about.file.row.stage in REVALIDATION
        fit = ("keep", "measures") if again else ("grant", "refuse")
        _choices(self, "recommends", [(one, RECOMMENDATIONS[one]) for one in fit])


class Closed(MoveForm):
    """What came of validating a holder again."""

    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=list(labels.OUTCOMES.items()), widget=forms.RadioSelect
    )


class Consulted(MoveForm):
    """Which agency is asked, until when."""

    agency = forms.CharField(
        label=_("Agency"),
        max_length=80,
        widget=forms.TextInput(attrs={"list": "agencies", "autocomplete": "off", "translate": "no"}),
        help_text=_("As it is written in the roles of its officers."),
    )
    due = _day(_("To be answered by"))

    granting = forms.ChoiceField(
        label=_("Which benefits it may grant"),
        required=False,
        choices=[
            ("", _("None of its own")),
            *((one, name) for one, name in labels.AGENCIES.items() if one != "customs"),
        ],
        help_text=_("The agency says itself which of them it grants; nobody else grants them for it."),
    )

    def offer(self) -> None:
        """Proposes a month."""
        self.initial.setdefault("due", self.about.today + timedelta(days=30))

    def clean_agency(self) -> str:
        """An agency for which somebody answers."""
        agency = " ".join(str(self.cleaned_data["agency"]).split())
        if not self.about.answers_for(agency):
            raise forms.ValidationError(
                _("Nobody answers for this agency here. An administrator enrols its officer first.")
            )
        return agency

    def clean_due(self) -> date:
        """A day that comes."""
        return _coming(self.cleaned_data["due"], self.about.today)


class Answered(MoveForm):
    """The opinion of an agency."""

    consultation = forms.ChoiceField(label=_("Question"))
    opinion = forms.ChoiceField(
        label=_("Opinion"),
        choices=[(name, label) for name, label in labels.OPINIONS.items() if name != "silent"],
        widget=forms.RadioSelect,
    )

    benefits = forms.MultipleChoiceField(
        label=_("We grant"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Benefits of your agency, should Customs grant the status. You can end them later."),
    )

    def offer(self) -> None:
        """Offers the questions that wait for this person's agency."""
        waiting = [(str(one.pk), f"{one.agency}: {one.question[:120]}") for one in self.about.consultations]
        _choices(self, "consultation", waiting)
        _offer_benefits(self, self.about.own_benefits)
        if len(waiting) == 1:
            self.initial["consultation"] = waiting[0][0]
            self.fields["consultation"].widget = forms.HiddenInput()

    def clean_consultation(self) -> Any:
        """The consultation itself."""
        wanted = self.cleaned_data["consultation"]
        return next(one for one in self.about.consultations if str(one.pk) == wanted)


class OfAnAgency(MoveForm):
    """Which benefits of its own an agency gives or takes."""

    benefits = forms.MultipleChoiceField(
        label=_("Benefits"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one benefit.")},
    )

    def offer(self) -> None:
        """Offers what the deed can be done with now."""
        states = {"withhold_benefits": AGREED, "end_benefits": WITHHELD}
        if self.name in states:
            offered = [one.benefit for one in self.about.file.given if one.state == states[self.name]]
        else:
            agreed = {one.benefit for one in self.about.file.given if one.state == AGREED}
            offered = [name for name in self.about.own_benefits if name not in agreed]
        _offer_benefits(self, offered, keep=True)


def _offer_benefits(form: MoveForm, offered: Sequence[str], *, keep: bool = False) -> None:
    """The benefits of the catalogue by their titles; without any the field goes, where it may."""
    if offered or keep:
        _choices(form, "benefits", [(one.benefit.id, gettext(one.benefit.title)) for one in expected(offered)])
    else:
        del form.fields["benefits"]


class Corrections(MoveForm):
    """For each gap: whether it has to be mended, what is to be done, until when."""

    def offer(self) -> None:
        """Three fields a gap, under its number; a gap is asked about once, and anew where it is rated anew."""
        self.gaps = gaps_to_mend(self.about.file)
        for gap in self.gaps:
            self.fields[f"ask_{gap.id}"] = forms.BooleanField(label=_("To be mended"), required=False, initial=True)
            self.fields[f"what_{gap.id}"] = _lines(_("What is to be done"), 2, required=False, max_length=4_000)
            self.fields[f"due_{gap.id}"] = _day(
                pgettext_lazy("a day", "Until"), required=False, initial=self.about.today + timedelta(days=30)
            )
        # Made after the others were given their look.
        for each in self.fields.values():
            if "class" not in each.widget.attrs:
                style(each.widget)

    @property
    def groups(self) -> list[tuple[Any, Any, Any, Any]]:
        """Each gap with its three fields."""
        return [(gap, self[f"ask_{gap.id}"], self[f"what_{gap.id}"], self[f"due_{gap.id}"]) for gap in self.gaps]

    def clean(self) -> dict[str, Any]:
        """Adds `asked`, as the deed takes it."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        asked = {}
        for gap in self.gaps:
            if not given.get(f"ask_{gap.id}"):
                continue
            what, due = given.get(f"what_{gap.id}", ""), given.get(f"due_{gap.id}")
            if not what:
                self.add_error(f"what_{gap.id}", _("Say what is to be done."))
            if not due or due <= self.about.today:
                self.add_error(f"due_{gap.id}", _("Choose a day after today."))
            asked[gap.id] = (what, due)
        if not asked:
            raise forms.ValidationError(_("Choose at least one gap that has to be mended."))
        given["asked"] = asked
        return given


class Ratified(MoveForm):
    """What has to be met before the suspension is lifted, each with its day; rows may stay empty."""

    ROWS = 5

    def offer(self) -> None:
        """A few empty rows."""
        for row in range(1, self.ROWS + 1):
            self.fields[f"what_{row}"] = _lines(
                _("What has to be met (%(row)s)") % {"row": row}, 2, required=False, max_length=4_000
            )
            self.fields[f"due_{row}"] = _day(_("By which day (%(row)s)") % {"row": row}, required=False)
            style(self.fields[f"what_{row}"].widget)
            style(self.fields[f"due_{row}"].widget)

    @property
    def before_lifting(self) -> list[tuple[Any, Any]]:
        """Each row with its two fields."""
        return [(self[f"what_{row}"], self[f"due_{row}"]) for row in range(1, self.ROWS + 1)]

    def clean(self) -> dict[str, Any]:
        """Adds `conditions`, as the deed takes them."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        kept = []
        for row in range(1, self.ROWS + 1):
            what, due = given.get(f"what_{row}", ""), given.get(f"due_{row}")
            if not what and not due:
                continue
            if not what:
                self.add_error(f"what_{row}", _("Say what has to be met."))
            elif not due or due <= self.about.today:
                self.add_error(f"due_{row}", _("Choose a day after today."))
            else:
                kept.append(conditions.Condition(what, due))
        given["conditions"] = kept
        return given


class Lifted(MoveForm):
    """Of each condition of the suspension whether it is met, or why it is waived."""

    def offer(self) -> None:
        """Two fields a condition, under its number."""
        choices = [("", _("Neither yet")), *labels.CONDITIONS.items()]
        for one in self.about.file.conditions:
            self.fields[f"outcome_{one.number}"] = forms.ChoiceField(
                label=_("How it is settled"),
                choices=choices,
                error_messages={"required": _("Say whether it is met, or waive it with a reason.")},
            )
            self.fields[f"why_{one.number}"] = _lines(
                _("Why it is waived, or what shows that it is met"), 2, required=False, max_length=4_000
            )
            style(self.fields[f"outcome_{one.number}"].widget)
            style(self.fields[f"why_{one.number}"].widget)

    @property
    def settling(self) -> list[tuple[Any, Any, Any]]:
        """Each condition with its two fields."""
        held = self.about.file.conditions
        return [(one, self[f"outcome_{one.number}"], self[f"why_{one.number}"]) for one in held]

    def clean(self) -> dict[str, Any]:
        """Adds `settled`, as the deed takes it."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        settled = {}
        for one in self.about.file.conditions:
            outcome, why = given.get(f"outcome_{one.number}", ""), given.get(f"why_{one.number}", "")
            if outcome == conditions.WAIVED and not why:
                self.add_error(f"why_{one.number}", _("Say why it is waived."))
            elif outcome:
                settled[one.number] = conditions.Settled(outcome, why)
        given["settled"] = settled
        return given


class Incident(MoveForm):
    """What an incident is about, what the holder is told, and what stays among officers."""

    kind = forms.ChoiceField(label=_("What it is about"), choices=list(labels.INCIDENTS_TOLD.items()))
    consignment = forms.CharField(
        label=_("Consignment"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "translate": "no"}),
        help_text=_("Its number, where it was seen on one. Officers read it, the holder does not."),
    )
    note = _lines(
        _("A note for officers"),
        2,
        required=False,
        max_length=4_000,
        help_text=_("It is kept with the case; the holder does not read it."),
    )


class Succeeded(MoveForm):
    """Who succeeds: written as names or numbers, then shown with both and ticked, before anything is done."""

    shown: Sequence[tuple[str, str]] = ()

    successors = _lines(
        _("Successors"), 2, max_length=2_000, help_text=_("Their names or their numbers in the register, one a line.")
    )
    meant = forms.MultipleChoiceField(
        label=_("Found in the register; tick each that is meant"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Look at the names and tick each that is meant.")},
    )

    def clean_successors(self) -> Mapping[str, Any]:
        """Operators of the register, by reference; one for each line."""
        found: dict[str, tuple[Any, str]] = {}
        for line in filter(None, map(str.strip, self.cleaned_data["successors"].splitlines())):
            named = self.about.named(line)
            if not named:
                raise forms.ValidationError(
                    _("The register knows no operator %(missing)s. Look it up there."), params={"missing": line}
                )
            found |= {one.reference: (one, name) for one, name in named}
        self.shown = [(reference, f"{name} ({reference})") for reference, (_one, name) in found.items()]
        _choices(self, "meant", self.shown)
        return {reference: one for reference, (one, _name) in found.items()}

    def clean(self) -> dict[str, Any]:
        """Puts those that were ticked in the place of what was written."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if "successors" not in given:
            self.errors.pop("meant", None)
        elif not given.get("meant") and "meant" not in self.errors:
            self.add_error("meant", _("Look at the names and tick each that is meant."))
        elif "meant" not in self.errors:
            given["successors"] = [given["successors"][reference] for reference in given["meant"]]
        return given


class Clock(MoveForm):
    """Which clock, and on which legal basis."""

    term = forms.ChoiceField(label=_("Clock"))
    legal_basis = forms.CharField(
        label=_("Legal basis"), required=False, max_length=400, widget=forms.TextInput(attrs={"dir": "auto"})
    )

    def offer(self) -> None:
        """Offers the clocks that have not ended; no move of the case is about one that officers alone read."""
        moved = [one for one in self.about.file.clocks if not one.ended and one.term not in OF_OFFICERS.by_id]
        _choices(self, "term", [(one.term, gettext(one.title)) for one in moved])


class Extended(Clock):
    """By how much, and who asked for it."""

    amount = forms.IntegerField(label=_("By how much"), min_value=1, max_value=MANY_DAYS)
    unit = forms.ChoiceField(
        label=_("Counted in"), choices=[("days", _("Days, as the clock counts them")), ("months", _("Months"))]
    )
    asked_by = forms.ChoiceField(
        label=_("Asked for by"),
        choices=[(name, ASKERS[name]) for name in ("customs", "applicant", "holder", "agency")],
    )

    def offer(self) -> None:
        """Asks for the legal basis."""
        super().offer()
        self.fields["legal_basis"].required = True
        if self.about.by_law:
            asked: Any = self.fields["asked_by"]
            asked.choices = [*asked.choices, (BY_LAW, _("The law itself, whatever the term allows"))]
        self.order_fields(["term", "amount", "unit", "asked_by", "legal_basis"])
        for one in self.about.file.time_asked:
            if str(one.number) == self.about.request:
                asked_for = {"term": one.term, "amount": one.amount, "unit": one.unit, "asked_by": one.asked_by}
                self.initial = {**asked_for, **self.initial}


class Ended(MoveForm):
    """The day on which the company of a holder ended, as its register says."""

    ended = _day(_("The company ended on"), help_text=_("The day that its register gives."))

    def offer(self) -> None:
        """No day that has yet to come."""
        self.fields["ended"].widget.attrs["max"] = self.about.today.isoformat()

    def clean_ended(self) -> date:
        """The day, which has come."""
        ended: date = self.cleaned_data["ended"]
        if ended > self.about.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return ended


class TimeDeclined(MoveForm):
    """Which request for more time is declined."""

    request = forms.TypedChoiceField(label=_("Request"), coerce=int)

    def offer(self) -> None:
        """Offers the requests that wait; of one, there is nothing to choose."""
        waiting = self.about.file.time_asked
        _choices(self, "request", [(str(one.number), f"{gettext(one.title)}: {one.reason[:120]}") for one in waiting])
        if len(waiting) == 1:
            self.initial["request"] = waiting[0].number
            self.fields["request"].widget = forms.HiddenInput()
        elif self.about.request:
            self.initial["request"] = self.about.request


FORMS: Mapping[str, type[MoveForm]] = {
    **dict.fromkeys(("refuse", "revoke", "annul"), Taken),
    **dict.fromkeys(("begin_review", "begin_validation", "end_validation", "settle_corrections"), Bare),
    "ask_information": Asking,
    "grant": Terms,
    "propose_amendment": Proposed,
    "plan_validation": Planned,
    "report": Reported,
    "revalidate": Closed,
    "conclude_at_desk": Closed,
    "consult": Consulted,
    "answer_consultation": Answered,
    "ask_correction": Corrections,
    "succeed": Succeeded,
    "propose_lapse": Ended,
    **dict.fromkeys(("grant_benefits", "withhold_benefits", "end_benefits"), OfAnAgency),
    "ratify": Ratified,
    "propose_reinstatement": Lifted,
    "tell_incident": Incident,
    "extend": Extended,
    "decline_extension": TimeDeclined,
    "stop_clock": Clock,
    "start_clock": Clock,
}


def gaps_to_mend(file: CaseFile) -> list[FindingRow]:
    """The gaps that nobody asked the applicant to mend yet."""
    asked = {one.finding.id for one in file.corrections}
    return [one for one in file.findings if one.rating in ("minor", "major") and one.id not in asked]


def form_of(name: str) -> type[MoveForm]:
    """The form of a move: with fields of its own, or with a reason alone."""
    return FORMS.get(name, MoveForm)


class Rating(forms.Form):
    """How one criterion was found, as the checklist sends it; `key` is made where it was written."""

    item = forms.CharField(max_length=40)
    rating = forms.ChoiceField(choices=list(labels.RATINGS.items()))
    text = forms.CharField(required=False, max_length=LONGEST)
    place = forms.CharField(required=False, max_length=400)
    site = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    key = forms.RegexField(re.compile(r"^[A-Za-z0-9-]{8,64}\Z"))
    seen_at = forms.CharField(required=False, max_length=40)
    newest = forms.IntegerField(required=False, min_value=0, max_value=(1 << 63) - 1)

    def __init__(self, *args: Any, sites: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "site", [("", "")] + [(str(number), name) for number, name in sites.items()])


class Photographed(forms.Form):
    """A photograph of one criterion; the place of the device comes only where the validator gives it."""

    item = forms.CharField(max_length=40)
    photo = forms.FileField()
    place = forms.CharField(required=False, max_length=400)
    site = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    key = forms.RegexField(re.compile(r"^[A-Za-z0-9-]{8,64}\Z"))
    seen_at = forms.CharField(required=False, max_length=40)
    latitude = forms.DecimalField(required=False, min_value=-90, max_value=90)
    longitude = forms.DecimalField(required=False, min_value=-180, max_value=180)

    def __init__(self, *args: Any, sites: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "site", [("", "")] + [(str(number), name) for number, name in sites.items()])


class Tracing(Styled, forms.Form):
    """What tracing a consignment showed."""

    outcome = forms.ChoiceField(
        label=_("What it showed"), choices=list(labels.TRACED.items()), widget=forms.RadioSelect
    )
    documents = _lines(
        _("Documents seen"),
        2,
        required=False,
        max_length=1_500,
        help_text=_("Such as the order, the packing list, the waybill and the declaration, each with its number."),
    )
    note = _lines(_("What differs, or why it could not be traced"), 2, required=False, max_length=1_500)


class Settled(Styled, forms.Form):
    """Whether a correction is enough."""

    settled = forms.ChoiceField(
        label=_("Is it mended?"), choices=list(labels.SETTLEMENTS.items()), widget=forms.RadioSelect
    )
    text = _lines(_("What you saw"), error_messages={"required": _("Say what you saw.")})


class Written(Styled, forms.Form):
    """A message."""

    text = _lines(_("Message"), error_messages={"required": _("Write something first.")})
    internal = forms.BooleanField(label=_("Only for officers"), required=False)


class Reviewed(Styled, forms.Form):
    """What came of looking at a holder anew."""

    outcome = forms.ChoiceField(
        label=_("What came of it"), widget=forms.RadioSelect, choices=list(labels.REVIEWS.items())
    )
    reason = _lines(_("What you looked at, and what you saw"))


class Redraw(Styled, forms.Form):
    """Who is to leave a team that was drawn anew before, and why."""

    leaves = forms.TypedChoiceField(label=_("Who leaves the team"), coerce=int)
    ground = forms.ChoiceField(label=_("On which ground"), choices=[("", _("Choose one")), *GROUNDS.items()])
    reason = _lines(_("The reason"), max_length=4_000)

    def __init__(self, *args: Any, team: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leaves"].choices = [(str(number), name) for number, name in team.items()]  # type: ignore[attr-defined]


class Assigned(Styled, forms.Form):
    """Who handles the case from now on."""

    officer = forms.TypedChoiceField(label=_("Case officer"), coerce=int)
    reason = _lines(_("Why"), 2, required=False, max_length=2_000)

    def __init__(self, *args: Any, officers: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "officer", [(str(number), name) for number, name in officers])


def _choices(form: forms.BaseForm, name: str, choices: Sequence[tuple[str, Any]]) -> None:
    form.fields[name].choices = list(choices)  # type: ignore[attr-defined]


def _coming(day: date, today: date) -> date:
    if not today < day <= today + timedelta(days=MANY_DAYS):
        raise forms.ValidationError(_("Choose a day after today."))
    return day
