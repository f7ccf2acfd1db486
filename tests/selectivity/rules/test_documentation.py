"""The rules that the documentation shows can be used as they stand."""

import re
from pathlib import Path

from trustlane.selectivity import policy
from trustlane.selectivity.targeting import compiled_for

DOCS = Path(__file__).parents[3] / "docs" / "rules.md"


def test_the_documented_rules_are_usable() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    compiled = compiled_for(policy.default(), example.encode())
    assert [rule.id for rule in compiled.rules.rules] == [
        "cheap-footwear",
        "watched-importer-odd-office",
        "arms-without-papers",
    ]
