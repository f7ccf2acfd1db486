"""A checkpoint is origin, size and root, written in one way; a name that looks like the partner's is told so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.recognition.feed.says import ORIGIN
from trustlane.recognition.feed import checkpoints
from trustlane.recognition.feed.checkpoints import Checkpoint, check_feed, check_origin
from trustlane.recognition.feed.merkle import EMPTY, LARGEST
from trustlane.recognition.feed.refusals import CheckpointUnfit, OriginLooksAlike, OriginOfAnother, OriginUnfit

ROOT = "IDeaNRDcDFJNw+cpOPpjJNRfTqE7WP4M0/Fes7CcNkA="


def test_a_checkpoint_is_written_in_three_lines():
    stated = Checkpoint("mra.xa.example/xb", 0, EMPTY)
    assert stated.text == "mra.xa.example/xb\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    assert checkpoints.read(stated.text) == stated


LINES = st.text(st.characters(exclude_characters="\n", exclude_categories=("Cs",)), min_size=1, max_size=30)


@given(LINES, st.integers(1, LARGEST), st.binary(min_size=32, max_size=32), st.lists(LINES, max_size=3))
def test_a_checkpoint_comes_back_as_it_went(origin, size, root, extensions):
    stated = Checkpoint(origin, size, root, tuple(extensions))
    assert checkpoints.read(stated.text) == stated


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        f"a\n1\n{ROOT}",
        "a\n1\n",
        f"\n1\n{ROOT}\n",
        f"a\n\n{ROOT}\n",
        f"a\n1\n{ROOT}\n\n",
        f"a\n1\n{ROOT}\n\nmore\n",
        f"a\n01\n{ROOT}\n",
        f"a\n-1\n{ROOT}\n",
        f"a\n+1\n{ROOT}\n",
        f"a\n1 \n{ROOT}\n",
        f"a\n١\n{ROOT}\n",
        f"a\n{LARGEST + 1}\n{ROOT}\n",
        f"a\n{'9' * 5000}\n{ROOT}\n",
        f"a\n1\n{ROOT[:-1]}\n",
        f"a\n1\n{ROOT[:-4]}\n",
        f"a\n1\n{ROOT[:-2]}B=\n",
        f"a\n0\n{ROOT}\n",
        f"{'a' * 256}\n1\n{ROOT}\n",
        f"a\n1\n{ROOT}\n" + "more\n" * 17,
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(CheckpointUnfit) as refused:
        checkpoints.read(text)
    assert refused.value.place and refused.value.mend


@given(st.text(max_size=80) | st.from_regex(r"\A[a-z]{1,3}\n[0-9]{1,3}\n[A-Za-z0-9+/]{42,44}=?\n(x\n)?\Z"))
def test_any_text_is_a_checkpoint_or_refused(text):
    try:
        assert checkpoints.read(text).text == text
    except CheckpointUnfit as refused:
        assert refused.place


@pytest.mark.parametrize("origin", ["mra.xa.example/xb", "customs.gov.xc/mra/plurilateral-2", "a.b/c"])
def test_an_agreement_names_a_feed_by_host_and_path(origin):
    assert check_origin(origin) == origin


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "mra.xa.example",
        "mra.xa.example/",
        "xa/xb",
        "https://mra.xa.example/xb",
        "mra.xa.example//xb",
        "MRA.xa.example/xb",
        "mrа.xa.example/xb",
        "mra.xa.example/xb\n",
        "mra.xa.example/x b",
        "mra..example/xb",
        "cosignature/v1",
        "a.b/" + "c" * 252,
    ],
)
def test_an_origin_that_could_be_misread_enters_no_agreement(origin):
    with pytest.raises(OriginUnfit):
        check_origin(origin)


def test_the_own_feed_passes():
    check_feed(ORIGIN, ORIGIN)


@pytest.mark.parametrize(
    "posing",
    [
        "mra.xa.example/xb ",
        "MRA.XA.example/xb",
        "mra.xa.examp1e/xb",
        "mrа.xa.example/xb",
        "mra.хa.example/xb",
        "mra.xa.ex\u200bample/xb",
        "rnra.xa.example/xb",
        "mra.xa.example.xb",
        "mra.xa.example/xb/",
        "mrá.xa.example/xb",
        "ｍra.xa.example/xb",
    ],
)
def test_a_name_that_looks_like_the_partners_is_refused_as_such(posing):
    with pytest.raises(OriginLooksAlike):
        check_feed(posing, ORIGIN)


@pytest.mark.parametrize("other", ["mra.xa.example/xc", "mra.xb.example/xa", "", "…"])
def test_another_feed_is_refused_as_another(other):
    with pytest.raises(OriginOfAnother) as refused:
        check_feed(other, ORIGIN)
    assert type(refused.value) is OriginOfAnother


@given(st.text(max_size=40))
def test_only_the_very_same_text_is_the_feed(text):
    if text == ORIGIN:
        return
    with pytest.raises(OriginOfAnother):
        check_feed(text, ORIGIN)
