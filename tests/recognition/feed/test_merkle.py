"""One root stands for all entries, and a short proof shows what is in the tree and that it only grew.

The reference is RFC 6962 section 2.1 word for word: recursive, over lists, and nothing like the code it checks.
"""

import hashlib
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.recognition.feed.merkle import (
    EMPTY,
    LARGEST,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    nodes_of,
    root_at,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from trustlane.recognition.feed.refusals import (
    ConsistencyRefused,
    HashUnfit,
    InclusionRefused,
    LeafOutside,
    SizeUnfit,
    TreeShrank,
)

MOST = 130
ENTRIES = [f"entry {number}".encode() for number in range(MOST)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
NODE = nodes_of(LEAVES)


def power_below(size):
    found = 1
    while found * 2 < size:
        found *= 2
    return found


@cache
def mth(start, stop):
    if start == stop:
        return hashlib.sha256(b"").digest()
    if stop - start == 1:
        return hashlib.sha256(b"\x00" + ENTRIES[start]).digest()
    k = power_below(stop - start)
    return hashlib.sha256(b"\x01" + mth(start, start + k) + mth(start + k, stop)).digest()


def path(m, start, stop):
    if stop - start == 1:
        return []
    k = power_below(stop - start)
    if m < k:
        return [*path(m, start, start + k), mth(start + k, stop)]
    return [*path(m - k, start + k, stop), mth(start, start + k)]


def subproof(m, start, stop, whole):
    if m == stop - start:
        return [] if whole else [mth(start, stop)]
    k = power_below(stop - start)
    if m <= k:
        return [*subproof(m, start, start + k, whole), mth(start + k, stop)]
    return [*subproof(m - k, start + k, stop, False), mth(start, start + k)]


def included(index, size, proof, *, leaf=None, root=None):
    verify_inclusion(index=index, size=size, leaf=leaf or LEAVES[index], proof=proof, root=root or mth(0, size))


def consistent(old, new, proof, *, old_root=None, new_root=None):
    verify_consistency(
        old=old, old_root=old_root or mth(0, old), new=new, new_root=new_root or mth(0, new), proof=proof
    )


def refuses(refusal, verify, *args, **kwargs):
    with pytest.raises(refusal):
        verify(*args, **kwargs)


def flips(hashed):
    """The same bytes with each bit the other way in turn."""
    for bit in range(len(hashed) * 8):
        yield (int.from_bytes(hashed, "big") ^ (1 << bit)).to_bytes(len(hashed), "big")


def test_a_leaf_an_inner_node_and_the_empty_tree_are_hashed_apart():
    assert EMPTY.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert node_hash(LEAVES[0], LEAVES[1]) == hashlib.sha256(b"\x01" + LEAVES[0] + LEAVES[1]).digest()
    assert leaf_hash(LEAVES[0] + LEAVES[1]) != node_hash(LEAVES[0], LEAVES[1])


@pytest.mark.parametrize("size", range(MOST + 1))
def test_the_root_of_every_size_is_the_one_of_the_definition(size):
    assert root_of(LEAVES[:size]) == mth(0, size) == root_at(size, NODE)


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_every_leaf_of_every_size_is_proved_as_the_definition_says(size):
    for index in range(size):
        proof = inclusion_proof(index, size, NODE)
        assert list(proof) == path(index, 0, size)
        included(index, size, proof)


@pytest.mark.parametrize("new", range(MOST + 1))
def test_every_older_size_is_proved_as_the_definition_says(new):
    for old in range(new + 1):
        proof = consistency_proof(old, new, NODE)
        assert list(proof) == (subproof(old, 0, new, True) if old else [])
        consistent(old, new, proof)


@pytest.mark.parametrize("size", range(2, MOST + 1))
def test_no_proof_passes_for_another_leaf(size):
    others = range(1, size) if size <= 20 else (1, size // 2)
    for index in range(size):
        proof = inclusion_proof(index, size, NODE)
        for step in others:
            other = (index + step) % size
            refuses(InclusionRefused, included, other, size, proof)
            refuses(InclusionRefused, included, other, size, proof, leaf=LEAVES[index])
            refuses(InclusionRefused, included, index, size, proof, leaf=LEAVES[other])


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_no_proof_passes_for_a_tree_of_another_size(size):
    for index in {0, size // 2, size - 1}:
        proof = inclusion_proof(index, size, NODE)
        for other in range(index + 1, MOST + 1):
            if other != size:
                refuses(InclusionRefused, included, index, other, proof)


@pytest.mark.parametrize("new", range(2, MOST + 1))
def test_no_consistency_proof_passes_for_other_sizes(new):
    for old in {new // 3 or 1, new - 1}:
        proof = consistency_proof(old, new, NODE)
        for other in range(1, MOST + 1):
            if other not in (old, new) and other < new:
                refuses(ConsistencyRefused, consistent, other, new, proof)
            if other != new and other > old:
                refuses(ConsistencyRefused, consistent, old, other, proof)


@pytest.mark.parametrize(("index", "size"), [(0, 1), (0, 2), (3, 7), (6, 7), (129, 130)])
def test_no_bit_of_an_inclusion_can_be_turned(index, size):
    proof = list(inclusion_proof(index, size, NODE))
    for at, hashed in enumerate(proof):
        for turned in flips(hashed):
            refuses(InclusionRefused, included, index, size, [*proof[:at], turned, *proof[at + 1 :]])
    for turned in flips(LEAVES[index]):
        refuses(InclusionRefused, included, index, size, proof, leaf=turned)
    for turned in flips(mth(0, size)):
        refuses(InclusionRefused, included, index, size, proof, root=turned)


@pytest.mark.parametrize(("old", "new"), [(1, 2), (3, 7), (4, 7), (8, 8)])
def test_no_bit_of_a_consistency_can_be_turned(old, new):
    proof = list(consistency_proof(old, new, NODE))
    for at, hashed in enumerate(proof):
        for turned in flips(hashed):
            refuses(ConsistencyRefused, consistent, old, new, [*proof[:at], turned, *proof[at + 1 :]])
    for turned in flips(mth(0, old)):
        refuses(ConsistencyRefused, consistent, old, new, proof, old_root=turned)
    for turned in flips(mth(0, new)):
        refuses(ConsistencyRefused, consistent, old, new, proof, new_root=turned)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 8, 33])
def test_a_proof_with_a_hash_too_many_or_too_few_is_refused(size):
    for index in range(size):
        proof = inclusion_proof(index, size, NODE)
        refuses(InclusionRefused, included, index, size, [*proof, EMPTY])
        if proof:
            refuses(InclusionRefused, included, index, size, proof[:-1])
            refuses(InclusionRefused, included, index, size, proof[1:])
    for old in range(1, size):
        proof = consistency_proof(old, size, NODE)
        refuses(ConsistencyRefused, consistent, old, size, [*proof, EMPTY])
        refuses(ConsistencyRefused, consistent, old, size, proof[:-1])
        refuses(ConsistencyRefused, consistent, old, size, proof[1:])


def test_an_empty_tree_is_the_beginning_of_every_tree_and_has_one_root():
    consistent(0, 0, [])
    consistent(0, 5, [])
    refuses(ConsistencyRefused, consistent, 0, 5, [EMPTY])
    refuses(ConsistencyRefused, consistent, 0, 5, [], old_root=LEAVES[0])
    refuses(ConsistencyRefused, consistent, 0, 0, [], new_root=LEAVES[0])


def test_two_trees_of_one_size_need_one_root_and_no_proof():
    consistent(5, 5, [])
    refuses(ConsistencyRefused, consistent, 5, 5, [], new_root=LEAVES[0])
    refuses(ConsistencyRefused, consistent, 5, 5, [LEAVES[0]])


def test_a_tree_that_shrank_is_refused_before_any_proof_is_looked_at():
    refuses(TreeShrank, consistent, 6, 5, [])
    refuses(TreeShrank, consistency_proof, 6, 5, NODE)


def test_sizes_indexes_and_hashes_that_cannot_be_are_refused():
    refuses(LeafOutside, included, 5, 5, [])
    refuses(LeafOutside, included, -1, 5, [])
    refuses(LeafOutside, inclusion_proof, 0, 0, NODE)
    refuses(SizeUnfit, included, 0, LARGEST + 1, [], root=EMPTY)
    refuses(SizeUnfit, root_at, -1, NODE)
    refuses(HashUnfit, included, 0, 2, [b"short"])
    refuses(HashUnfit, included, 1, 2, [b"short"])
    refuses(HashUnfit, consistent, 1, 2, [b"short"])
    refuses(HashUnfit, root_of, [b"short"])


def test_the_largest_tree_is_verified_in_as_many_steps_as_it_is_high():
    proof = [EMPTY] * 63
    refuses(InclusionRefused, included, LARGEST - 1, LARGEST, proof, leaf=EMPTY, root=EMPTY)
    refuses(ConsistencyRefused, consistent, 1, LARGEST, proof, old_root=EMPTY, new_root=EMPTY)


@given(st.lists(st.integers(0, 20), max_size=8))
def test_a_frontier_that_grows_in_parts_has_the_root_of_the_whole(parts):
    frontier, size = Frontier(), 0
    for part in parts:
        frontier = frontier.grown(LEAVES[size : size + part][: MOST - size])
        size = min(size + part, MOST)
        assert (frontier.size, frontier.root) == (size, mth(0, size))
        assert len(frontier.peaks) == size.bit_count()


@given(st.integers(0, 40), st.integers(1, 40), st.lists(st.binary(min_size=32, max_size=32), max_size=8))
def test_no_invented_proof_passes(old, more, proof):
    new = old + more
    if proof != list(consistency_proof(old, new, NODE)):
        refuses(ConsistencyRefused, consistent, old, new, proof)
    if proof != list(inclusion_proof(old, new, NODE)):
        refuses(InclusionRefused, included, old, new, proof)
