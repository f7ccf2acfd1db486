"""Cases, the events they consist of, and what was said, found, asked and decided in them."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("ledger", "0002_nothing_recorded_changes"),
        ("parties", "0002_what_is_known_is_only_superseded"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked", models.TextField()),
                ("due", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.TextField(unique=True)),
                ("office", models.TextField()),
                ("preset", models.TextField()),
                ("catalogue", models.TextField()),
                ("small", models.BooleanField()),
                ("security", models.BooleanField()),
                ("compliance", models.BooleanField()),
                ("roles", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("opened_at", models.DateTimeField()),
                ("migrated", models.BooleanField(default=False)),
                ("stage", models.TextField()),
                ("came_from", models.TextField(blank=True, default="")),
                ("since", models.DateTimeField()),
                ("last_event", models.IntegerField()),
                ("due", models.DateTimeField(null=True)),
                ("due_term", models.TextField(blank=True, default="")),
                ("turn", models.TextField(blank=True, default="")),
                ("wakes", models.DateTimeField(null=True)),
                ("name", models.TextField()),
                ("name_key", models.TextField()),
                (
                    "officer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "operator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.operator"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("question", models.TextField()),
                ("site", models.IntegerField(null=True)),
                ("value", models.JSONField(null=True)),
                ("note", models.TextField(blank=True, default="")),
                (
                    "evidence",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("source", models.TextField(blank=True, default="")),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="programme.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CorrectionStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("settled", models.TextField(blank=True, default="")),
                ("text", models.TextField()),
                (
                    "evidence",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "correction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="programme.correction"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("move", models.TextField()),
                ("source", models.TextField(blank=True)),
                ("target", models.TextField()),
                ("path", models.TextField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                ("reason", models.TextField(blank=True, default="")),
                ("legal_basis", models.TextField(blank=True, default="")),
                ("data", models.JSONField(default=dict)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="programme.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_in",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.row"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="correction",
            name="asked_in",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.event"
            ),
        ),
        migrations.CreateModel(
            name="Consultation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agency", models.TextField()),
                ("question", models.TextField()),
                ("due", models.DateField()),
                ("opinion", models.TextField(blank=True, default="")),
                ("text", models.TextField(blank=True, default="")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consultations", to="programme.case"
                    ),
                ),
                (
                    "answered_in",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.event"
                    ),
                ),
                (
                    "asked_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.event"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("duty", models.TextField()),
                ("round", models.IntegerField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="programme.case"
                    ),
                ),
                (
                    "begun_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.event"
                    ),
                ),
                (
                    "ended_in",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.event"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.IntegerField()),
                ("item", models.TextField()),
                ("site", models.IntegerField(null=True)),
                ("rating", models.TextField()),
                ("text", models.TextField(blank=True, default="")),
                ("place", models.TextField(blank=True, default="")),
                ("seen_at", models.DateTimeField()),
                (
                    "evidence",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("key", models.TextField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="programme.case"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="correction",
            name="finding",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="correction", to="programme.finding"
            ),
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("question", models.TextField(blank=True, default="")),
                ("internal", models.BooleanField()),
                ("from_customs", models.BooleanField()),
                ("text", models.TextField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="programme.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Terms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.TextField()),
                ("security", models.BooleanField()),
                ("compliance", models.BooleanField()),
                ("roles", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("tier", models.TextField(blank=True, default="")),
                ("effective", models.DateField()),
                ("expires", models.DateField(null=True)),
                ("conditions", models.TextField(blank=True, default="")),
                ("mode", models.TextField(blank=True, default="")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="terms", to="programme.case"
                    ),
                ),
                (
                    "decided_in",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="terms", to="programme.event"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["operator", "-id"], name="programme_cases_of_operator"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["stage", "due", "id"], name="programme_cases_by_stage"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["due", "id"], name="programme_cases_by_due"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("wakes__isnull", False)), fields=["wakes"], name="programme_cases_to_wake"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["officer", "due"], name="programme_cases_of_officer"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["name_key"], name="programme_cases_by_name", opclasses=["text_pattern_ops"]),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "stage__in",
                        [
                            "draft",
                            "submitted",
                            "not_accepted",
                            "accepted",
                            "desk_review",
                            "validation_planned",
                            "validating",
                            "reporting",
                            "correcting",
                            "decision_pending",
                            "refusal_hearing",
                            "refused",
                            "refusal_appealed",
                            "granted",
                            "monitored",
                            "amending",
                            "frozen",
                            "suspended",
                            "suspension_appealed",
                            "reinstating",
                            "revocation_hearing",
                            "revoked",
                            "revocation_appealed",
                            "annulment_hearing",
                            "annulled",
                            "annulment_appealed",
                            "withdrawn",
                            "lapsed",
                            "succeeded",
                        ],
                    )
                ),
                name="programme_case_stage_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("security", True), ("compliance", True), _connector="OR"),
                name="programme_case_has_a_scope",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "roles__contained_by",
                        [
                            "importer",
                            "exporter",
                            "manufacturer",
                            "broker",
                            "carrier",
                            "forwarder",
                            "terminal",
                            "warehouse",
                            "postal",
                            "ecommerce",
                            "free_zone",
                        ],
                    ),
                    models.Q(("roles", []), _negated=True),
                ),
                name="programme_case_roles_are_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("reference", ""), _negated=True), models.Q(("office", ""), _negated=True)),
                name="programme_case_is_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_event__gt", 0), ("stage", "draft"), _connector="OR"),
                name="programme_case_begins_as_a_draft",
            ),
        ),
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(fields=["case", "question", "site", "-id"], name="programme_answers_of_case"),
        ),
        migrations.AddConstraint(
            model_name="correctionstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("settled__in", ["", "mended", "not_mended"])), name="programme_settlement_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="programme_step_says_something"
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["person", "-id"], name="programme_events_of_person"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(fields=("case", "number"), name="programme_event_has_its_place"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "path__in",
                        [
                            "open:>draft",
                            "migrate:>draft",
                            "migrate:>submitted",
                            "migrate:>not_accepted",
                            "migrate:>accepted",
                            "migrate:>desk_review",
                            "migrate:>validation_planned",
                            "migrate:>validating",
                            "migrate:>reporting",
                            "migrate:>correcting",
                            "migrate:>decision_pending",
                            "migrate:>refusal_hearing",
                            "migrate:>refused",
                            "migrate:>refusal_appealed",
                            "migrate:>granted",
                            "migrate:>monitored",
                            "migrate:>amending",
                            "migrate:>frozen",
                            "migrate:>suspended",
                            "migrate:>suspension_appealed",
                            "migrate:>reinstating",
                            "migrate:>revocation_hearing",
                            "migrate:>revoked",
                            "migrate:>revocation_appealed",
                            "migrate:>annulment_hearing",
                            "migrate:>annulled",
                            "migrate:>annulment_appealed",
                            "migrate:>withdrawn",
                            "migrate:>lapsed",
                            "migrate:>succeeded",
                            "submit:draft>submitted",
                            "ask_information:accepted>accepted",
                            "ask_information:desk_review>desk_review",
                            "ask_information:submitted>submitted",
                            "answer_information:accepted>accepted",
                            "answer_information:desk_review>desk_review",
                            "answer_information:submitted>submitted",
                            "accept:submitted>accepted",
                            "not_accept:submitted>not_accepted",
                            "begin_review:accepted>desk_review",
                            "consult:accepted>accepted",
                            "consult:desk_review>desk_review",
                            "answer_consultation:accepted>accepted",
                            "answer_consultation:correcting>correcting",
                            "answer_consultation:decision_pending>decision_pending",
                            "answer_consultation:desk_review>desk_review",
                            "answer_consultation:refusal_hearing>refusal_hearing",
                            "answer_consultation:reporting>reporting",
                            "answer_consultation:submitted>submitted",
                            "answer_consultation:validating>validating",
                            "answer_consultation:validation_planned>validation_planned",
                            "plan_validation:desk_review>validation_planned",
                            "plan_validation:validation_planned>validation_planned",
                            "begin_validation:validation_planned>validating",
                            "end_validation:validating>reporting",
                            "ask_correction:reporting>correcting",
                            "answer_correction:correcting>correcting",
                            "settle_corrections:correcting>reporting",
                            "report:reporting>decision_pending",
                            "send_back:decision_pending>reporting",
                            "intend_refusal:decision_pending>refusal_hearing",
                            "hear:annulment_hearing>annulment_hearing",
                            "hear:refusal_hearing>refusal_hearing",
                            "hear:revocation_hearing>revocation_hearing",
                            "grant:decision_pending>granted",
                            "grant:refusal_hearing>granted",
                            "refuse:refusal_hearing>refused",
                            "take_effect:granted>monitored",
                            "report_yearly:monitored>monitored",
                            "report_yearly:suspended>suspended",
                            "notify_change:amending>amending",
                            "notify_change:annulment_hearing>annulment_hearing",
                            "notify_change:frozen>frozen",
                            "notify_change:granted>granted",
                            "notify_change:monitored>monitored",
                            "notify_change:reinstating>reinstating",
                            "notify_change:revocation_hearing>revocation_hearing",
                            "notify_change:suspended>suspended",
                            "notify_change:suspension_appealed>suspension_appealed",
                            "report_incident:amending>amending",
                            "report_incident:annulment_hearing>annulment_hearing",
                            "report_incident:frozen>frozen",
                            "report_incident:granted>granted",
                            "report_incident:monitored>monitored",
                            "report_incident:reinstating>reinstating",
                            "report_incident:revocation_hearing>revocation_hearing",
                            "report_incident:suspended>suspended",
                            "report_incident:suspension_appealed>suspension_appealed",
                            "revalidate:monitored>monitored",
                            "propose_amendment:monitored>amending",
                            "amend:amending>monitored",
                            "decline_amendment:amending>monitored",
                            "downgrade:amending>monitored",
                            "freeze:amending>frozen",
                            "freeze:granted>frozen",
                            "freeze:monitored>frozen",
                            "ratify:frozen>suspended",
                            "lapse_freeze:frozen>monitored",
                            "request_suspension:monitored>suspended",
                            "propose_reinstatement:suspended>reinstating",
                            "reinstate:reinstating>monitored",
                            "decline_reinstatement:reinstating>suspended",
                            "intend_revocation:monitored>revocation_hearing",
                            "intend_revocation:suspended>revocation_hearing",
                            "revoke:revocation_hearing>revoked",
                            "intend_annulment:monitored>annulment_hearing",
                            "intend_annulment:suspended>annulment_hearing",
                            "annul:annulment_hearing>annulled",
                            "drop_hearing:annulment_hearing>monitored",
                            "drop_hearing:annulment_hearing>suspended",
                            "drop_hearing:revocation_hearing>monitored",
                            "drop_hearing:revocation_hearing>suspended",
                            "appeal_refusal:refused>refusal_appealed",
                            "appeal_suspension:suspended>suspension_appealed",
                            "appeal_revocation:revoked>revocation_appealed",
                            "appeal_annulment:annulled>annulment_appealed",
                            "dismiss_refusal_appeal:refusal_appealed>refused",
                            "dismiss_suspension_appeal:suspension_appealed>suspended",
                            "dismiss_revocation_appeal:revocation_appealed>revoked",
                            "dismiss_annulment_appeal:annulment_appealed>annulled",
                            "allow_refusal_appeal:refusal_appealed>decision_pending",
                            "allow_status_appeal:annulment_appealed>monitored",
                            "allow_status_appeal:revocation_appealed>monitored",
                            "allow_status_appeal:suspension_appealed>monitored",
                            "allow_appeal_of_suspended:annulment_appealed>suspended",
                            "allow_appeal_of_suspended:revocation_appealed>suspended",
                            "withdraw:accepted>withdrawn",
                            "withdraw:correcting>withdrawn",
                            "withdraw:decision_pending>withdrawn",
                            "withdraw:desk_review>withdrawn",
                            "withdraw:draft>withdrawn",
                            "withdraw:refusal_hearing>withdrawn",
                            "withdraw:reporting>withdrawn",
                            "withdraw:submitted>withdrawn",
                            "withdraw:validating>withdrawn",
                            "withdraw:validation_planned>withdrawn",
                            "give_back:granted>withdrawn",
                            "give_back:monitored>withdrawn",
                            "give_back:suspended>withdrawn",
                            "lapse:accepted>lapsed",
                            "lapse:correcting>lapsed",
                            "lapse:decision_pending>lapsed",
                            "lapse:desk_review>lapsed",
                            "lapse:refusal_hearing>lapsed",
                            "lapse:reporting>lapsed",
                            "lapse:submitted>lapsed",
                            "lapse:validating>lapsed",
                            "lapse:validation_planned>lapsed",
                            "expire:amending>lapsed",
                            "expire:annulment_hearing>lapsed",
                            "expire:frozen>lapsed",
                            "expire:granted>lapsed",
                            "expire:monitored>lapsed",
                            "expire:reinstating>lapsed",
                            "expire:revocation_hearing>lapsed",
                            "expire:suspended>lapsed",
                            "expire:suspension_appealed>lapsed",
                            "give_to_officer:accepted>accepted",
                            "give_to_officer:amending>amending",
                            "give_to_officer:annulment_appealed>annulment_appealed",
                            "give_to_officer:annulment_hearing>annulment_hearing",
                            "give_to_officer:correcting>correcting",
                            "give_to_officer:decision_pending>decision_pending",
                            "give_to_officer:desk_review>desk_review",
                            "give_to_officer:frozen>frozen",
                            "give_to_officer:granted>granted",
                            "give_to_officer:monitored>monitored",
                            "give_to_officer:refusal_appealed>refusal_appealed",
                            "give_to_officer:refusal_hearing>refusal_hearing",
                            "give_to_officer:reinstating>reinstating",
                            "give_to_officer:reporting>reporting",
                            "give_to_officer:revocation_appealed>revocation_appealed",
                            "give_to_officer:revocation_hearing>revocation_hearing",
                            "give_to_officer:submitted>submitted",
                            "give_to_officer:suspended>suspended",
                            "give_to_officer:suspension_appealed>suspension_appealed",
                            "give_to_officer:validating>validating",
                            "give_to_officer:validation_planned>validation_planned",
                            "succeed:granted>succeeded",
                            "succeed:monitored>succeeded",
                            "succeed:suspended>succeeded",
                            "extend:accepted>accepted",
                            "extend:amending>amending",
                            "extend:annulment_hearing>annulment_hearing",
                            "extend:correcting>correcting",
                            "extend:decision_pending>decision_pending",
                            "extend:desk_review>desk_review",
                            "extend:frozen>frozen",
                            "extend:granted>granted",
                            "extend:monitored>monitored",
                            "extend:refusal_hearing>refusal_hearing",
                            "extend:reinstating>reinstating",
                            "extend:reporting>reporting",
                            "extend:revocation_hearing>revocation_hearing",
                            "extend:submitted>submitted",
                            "extend:suspended>suspended",
                            "extend:suspension_appealed>suspension_appealed",
                            "extend:validating>validating",
                            "extend:validation_planned>validation_planned",
                            "stop_clock:accepted>accepted",
                            "stop_clock:amending>amending",
                            "stop_clock:annulment_hearing>annulment_hearing",
                            "stop_clock:correcting>correcting",
                            "stop_clock:decision_pending>decision_pending",
                            "stop_clock:desk_review>desk_review",
                            "stop_clock:frozen>frozen",
                            "stop_clock:granted>granted",
                            "stop_clock:monitored>monitored",
                            "stop_clock:refusal_hearing>refusal_hearing",
                            "stop_clock:reinstating>reinstating",
                            "stop_clock:reporting>reporting",
                            "stop_clock:revocation_hearing>revocation_hearing",
                            "stop_clock:submitted>submitted",
                            "stop_clock:suspended>suspended",
                            "stop_clock:suspension_appealed>suspension_appealed",
                            "stop_clock:validating>validating",
                            "stop_clock:validation_planned>validation_planned",
                            "start_clock:accepted>accepted",
                            "start_clock:amending>amending",
                            "start_clock:annulment_hearing>annulment_hearing",
                            "start_clock:correcting>correcting",
                            "start_clock:decision_pending>decision_pending",
                            "start_clock:desk_review>desk_review",
                            "start_clock:frozen>frozen",
                            "start_clock:granted>granted",
                            "start_clock:monitored>monitored",
                            "start_clock:refusal_hearing>refusal_hearing",
                            "start_clock:reinstating>reinstating",
                            "start_clock:reporting>reporting",
                            "start_clock:revocation_hearing>revocation_hearing",
                            "start_clock:submitted>submitted",
                            "start_clock:suspended>suspended",
                            "start_clock:suspension_appealed>suspension_appealed",
                            "start_clock:validating>validating",
                            "start_clock:validation_planned>validation_planned",
                        ],
                    )
                ),
                name="programme_event_is_in_the_table_of_moves",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "path",
                        django.db.models.functions.text.Concat(
                            "move",
                            models.Value(":", output_field=models.TextField()),
                            "source",
                            models.Value(">", output_field=models.TextField()),
                            "target",
                        ),
                    )
                ),
                name="programme_event_path_is_its_own",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("person__isnull", False), ("by__startswith", "system:"), _connector="OR"),
                name="programme_event_has_a_hand",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_in__isnull", True), ("opinion", "")),
                    models.Q(("answered_in__isnull", False), ("opinion__in", ["favourable", "unfavourable", "silent"])),
                    _connector="OR",
                ),
                name="programme_consultation_answered_with_an_opinion",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("ended_in__isnull", True)), fields=["person"], name="programme_duties_of_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("duty__in", ["lead", "validator", "guest"])), name="programme_duty_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(fields=("case", "round", "person"), name="programme_one_duty_a_person"),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("duty", "lead")), fields=("case", "round"), name="programme_one_lead_a_team"
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["case", "round", "item", "-id"], name="programme_findings_of_case"),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(("rating__in", ["met", "recommendation", "minor", "major", "not_applicable"])),
                name="programme_rating_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rating__in", ["met", "not_applicable"]), models.Q(("text", ""), _negated=True), _connector="OR"
                ),
                name="programme_finding_says_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.UniqueConstraint(fields=("case", "key"), name="programme_finding_comes_once"),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked", ""), _negated=True), name="programme_correction_says_what"
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["case", "-id"], name="programme_messages_of_case"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="programme_message_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("internal", False), ("from_customs", True), _connector="OR"),
                name="programme_message_inside_is_of_customs",
            ),
        ),
        migrations.AddIndex(
            model_name="terms",
            index=models.Index(fields=["number"], name="programme_terms_by_number"),
        ),
        migrations.AddConstraint(
            model_name="terms",
            constraint=models.CheckConstraint(
                condition=models.Q(("security", True), ("compliance", True), _connector="OR"),
                name="programme_terms_have_a_scope",
            ),
        ),
        migrations.AddConstraint(
            model_name="terms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "roles__contained_by",
                        [
                            "importer",
                            "exporter",
                            "manufacturer",
                            "broker",
                            "carrier",
                            "forwarder",
                            "terminal",
                            "warehouse",
                            "postal",
                            "ecommerce",
                            "free_zone",
                        ],
                    ),
                    models.Q(("roles", []), _negated=True),
                ),
                name="programme_terms_roles_are_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="terms",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires__isnull", True), ("expires__gte", models.F("effective")), _connector="OR"),
                name="programme_terms_last_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="terms",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", ""), _negated=True), name="programme_terms_are_numbered"
            ),
        ),
    ]
