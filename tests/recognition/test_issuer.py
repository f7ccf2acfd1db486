"""From a status in the register to a checkpoint that a partner believes."""

from datetime import timedelta

from tests.recognition.issuer import NOON, said
from trustlane.recognition.feed import leaves


def kinds(reader):
    return [(leaf.to, leaf.reason) for leaf in (leaves.read(entry) for entry in reader.entries)]


def test_a_status_becomes_an_entry_and_a_checkpoint_that_is_believed(issuer):
    trader = issuer.operator(1)
    feed, reader = issuer.feed(), issuer.reader()
    issuer.says(trader)
    assert issuer.seal(feed).tree.size == 1
    believed = reader.look()
    assert (believed.checkpoint.size, believed.position.signed) == (1, NOON)
    assert reader.trusted() == {"XA000001"}
    issuer.says(trader, said("revoked"), at=NOON + timedelta(seconds=5))
    issuer.seal(feed, NOON + timedelta(seconds=6))
    reader.look(NOON + timedelta(seconds=6))
    assert reader.trusted() == set()
    assert kinds(reader) == [("valid", "granted"), ("revoked", "by_customs")]
