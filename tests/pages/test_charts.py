"""A chart is data that a script reads and never runs, and a table with the same figures."""

import json

from hypothesis import given
from hypothesis import strategies as st

from trustlane.pages.charts import Chart, Series
from trustlane.pages.templatetags.pages import data_block

WORDS = st.text(max_size=40)


@given(WORDS, st.lists(st.tuples(WORDS, st.none() | st.integers() | st.floats(-1e9, 1e9)), min_size=1, max_size=5))
def test_no_name_ends_the_block_it_stands_in(title: str, rows: list[tuple[str, float | None]]) -> None:
    chart = Chart("c", title, "bars", [name for name, _ in rows], [Series(title, [value for _, value in rows])])
    block = data_block("c-data", chart.json())
    start = '<script type="application/json" id="c-data">'
    assert block.startswith(start)
    inside = block[len(start) : -len("</script>")]
    assert "<" not in inside
    assert json.loads(inside)["categories"] == [name for name, _ in rows]


def test_the_table_says_what_the_picture_shows() -> None:
    chart = Chart(
        "rates", "Hit rate", "rows", ["Green", "Red"], [Series("Rate", [0.01, 0.3], low=[0.0, 0.2], high=[0.1, 0.4])]
    )
    assert [(category, cells[0]["value"], cells[0]["low"]) for category, cells in chart.table] == [
        ("Green", 0.01, 0.0),
        ("Red", 0.3, 0.2),
    ]
