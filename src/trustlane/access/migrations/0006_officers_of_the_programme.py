"""Roles of those who validate, decide, come as guests or answer for another agency."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0005_desk_and_operators_stay_apart"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="rolegrant",
            name="access_grant_role_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="roleproposal",
            name="access_proposal_role_is_known",
        ),
        migrations.AddConstraint(
            model_name="rolegrant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "operator",
                            "case_officer",
                            "validator",
                            "guest_validator",
                            "decision_maker",
                            "agency_officer",
                            "register_officer",
                            "risk_manager",
                            "frontline_officer",
                            "mra_desk",
                            "auditor",
                            "administrator",
                        ],
                    )
                ),
                name="access_grant_role_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="roleproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "operator",
                            "case_officer",
                            "validator",
                            "guest_validator",
                            "decision_maker",
                            "agency_officer",
                            "register_officer",
                            "risk_manager",
                            "frontline_officer",
                            "mra_desk",
                            "auditor",
                            "administrator",
                        ],
                    )
                ),
                name="access_proposal_role_is_known",
            ),
        ),
    ]
