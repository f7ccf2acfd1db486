"""Sum up the days that were decided before there were summaries."""

from django.db import migrations

SUM_UP = """
INSERT INTO selectivity_daysummary
       (day, office, regime, "group", lane, lane_without_credit, lane_credit_withheld, drawn, policy, applied,
        examination, declarations, released, waited_minutes)
SELECT decision.day, decision.office, decision.regime,
       CASE WHEN decision.trusted THEN decision.trusted_by ELSE 'others' END,
       decision.lane, decision.lane_without_credit, '', decision.drawn, coalesce(basis.parts ->> 'policy', ''),
       coalesce(done.applied, ''), coalesce(done.examination, ''),
       count(*), count(done.waited_minutes), coalesce(sum(done.waited_minutes), 0)
FROM selectivity_decision decision
JOIN selectivity_currentdecision current ON current.decision_id = decision.id
JOIN selectivity_basisversion basis ON basis.version = decision.basis_id
LEFT JOIN declarations_done done ON done.reference = decision.declaration
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
"""


class Migration(migrations.Migration):
    dependencies = [("selectivity", "0004_what_credit_spares"), ("declarations", "0006_what_was_done")]

    operations = [migrations.RunSQL(SUM_UP, "DELETE FROM selectivity_daysummary")]
