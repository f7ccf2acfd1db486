"""What was said in a feed stays: entries are numbered once and in turn, bodies erased once, trees only grow."""

from django.db import migrations

from trustlane.ledger.guarding import Guard, function, kept, trigger

FILLED = function(
    "recognition_filled_once",
    """
DECLARE
    filled text[] := TG_ARGV;
BEGIN
    IF to_jsonb(OLD) -> TG_ARGV[0] = 'null'::jsonb AND to_jsonb(NEW) - filled = to_jsonb(OLD) - filled
       AND NOT to_jsonb(NEW) -> TG_ARGV[0] = 'null'::jsonb THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is settled once and otherwise never changed', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
""",
)

STAMPED = function(
    "recognition_entry_stamped",
    """
BEGIN
    NEW.xid := pg_current_xact_id();
    RETURN NEW;
END
""",
)

# Of each feed the numbers of one statement follow on what was numbered before, without a gap.
IN_TURN = function(
    "recognition_numbered_in_turn",
    """
DECLARE
    one record;
BEGIN
    FOR one IN SELECT feed_id, min(seq) AS first, max(seq) AS last, count(*) AS many
               FROM told WHERE seq IS NOT NULL GROUP BY feed_id LOOP
        IF one.last - one.first + 1 <> one.many OR (one.first > 1 AND NOT EXISTS (
            SELECT FROM recognition_feedentry WHERE feed_id = one.feed_id AND seq = one.first - 1)) THEN
            RAISE EXCEPTION 'entries of feed % are numbered in turn, not % to %', one.feed_id, one.first, one.last
                USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    RETURN NULL;
END
""",
) + Guard(
    """
CREATE TRIGGER in_turn_at_once AFTER INSERT ON recognition_feedentry REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION recognition_numbered_in_turn();
CREATE TRIGGER in_turn AFTER UPDATE ON recognition_feedentry REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION recognition_numbered_in_turn();
""",
    """
DROP TRIGGER in_turn ON recognition_feedentry;
DROP TRIGGER in_turn_at_once ON recognition_feedentry;
""",
)

COMMITTED = function(
    "recognition_body_is_committed_to",
    """
BEGIN
    PERFORM FROM recognition_feedentry WHERE id = NEW.entry_id AND xid = pg_current_xact_id()
        AND commitment = sha256(NEW.salt || NEW.content);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the body of entry % is not the one it commits to, or comes later than it', NEW.entry_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
""",
)

ERASED = function(
    "recognition_body_erased_once",
    """
BEGIN
    IF NEW.entry_id = OLD.entry_id AND (
        (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.told_in_id IS NULL)
        OR (OLD.erased_at IS NOT NULL AND OLD.told_in_id IS NULL AND NEW.told_in_id IS NOT NULL
            AND NEW.erased_at = OLD.erased_at AND NEW.erased_in_id = OLD.erased_in_id)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the body of entry % is erased once, told of once, and otherwise never changed', OLD.entry_id
        USING ERRCODE = 'restrict_violation';
END
""",
)

GROWS = function(
    "recognition_tree_only_grows",
    """
BEGIN
    IF NEW.feed_id = OLD.feed_id AND NEW.size >= OLD.size AND (NEW.size > OLD.size OR NEW.root = OLD.root)
       AND (OLD.signed_at IS NULL OR NEW.signed_at >= OLD.signed_at) AND (OLD.note IS NULL OR NEW.note IS NOT NULL) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the tree of feed % only grows: not from % to %', OLD.feed_id, OLD.size, NEW.size
        USING ERRCODE = 'restrict_violation';
END
""",
)

FEED_STEPS = function(
    "recognition_feed_goes_on",
    """
DECLARE
    opening text[] := ARRAY['opened_by_id', 'opened_at', 'opened_in_id'];
    closing text[] := ARRAY['closed_by_id', 'closed_at', 'closed_in_id'];
BEGIN
    IF (OLD.opened_at IS NULL AND NEW.opened_at IS NOT NULL AND to_jsonb(NEW) - opening = to_jsonb(OLD) - opening)
       OR (OLD.opened_at IS NOT NULL AND OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL
           AND to_jsonb(NEW) - closing = to_jsonb(OLD) - closing) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'feed % is opened once, closed once and otherwise never changed', OLD.id
        USING ERRCODE = 'restrict_violation';
END
""",
)

TRIGGERS = (
    trigger("stamped", "BEFORE INSERT", "recognition_feedentry", "recognition_entry_stamped")
    + trigger(
        "recorded", "BEFORE INSERT", "recognition_feedentry", "trustlane_recorded_now", where="NEW.kind = 'status'"
    )
    + trigger("numbered", "BEFORE UPDATE", "recognition_feedentry", "recognition_filled_once", "seq", "leaf")
    + trigger("committed", "AFTER INSERT", "recognition_feedbody", "recognition_body_is_committed_to")
    + trigger("erased", "BEFORE UPDATE", "recognition_feedbody", "recognition_body_erased_once")
    + trigger("grows", "BEFORE UPDATE", "recognition_feedtree", "recognition_tree_only_grows")
    + trigger("goes_on", "BEFORE UPDATE", "recognition_feed", "recognition_feed_goes_on")
    + trigger("recorded", "BEFORE INSERT", "recognition_feed", "trustlane_recorded_now")
    + trigger("recorded", "BEFORE INSERT", "recognition_consent", "trustlane_recorded_now")
    + kept("recognition_consent", "recognition_pseudonym", "recognition_dayturned")
    + kept(
        "recognition_feed",
        "recognition_feedentry",
        "recognition_feedbody",
        "recognition_feedtree",
        against="DELETE",
    )
)

LENGTHS = Guard(
    """
ALTER TABLE recognition_feedentry ADD CONSTRAINT recognition_entry_commitment_is_sha256
    CHECK (octet_length(commitment) = 32);
ALTER TABLE recognition_feedtree ADD CONSTRAINT recognition_tree_root_is_sha256 CHECK (octet_length(root) = 32);
""",
    """
ALTER TABLE recognition_feedtree DROP CONSTRAINT recognition_tree_root_is_sha256;
ALTER TABLE recognition_feedentry DROP CONSTRAINT recognition_entry_commitment_is_sha256;
""",
)


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0001_feeds_we_write"),
        ("parties", "0002_what_is_known_is_only_superseded"),
        ("ledger", "0002_nothing_recorded_changes"),
    ]

    operations = [
        (FILLED + STAMPED + IN_TURN + COMMITTED + ERASED + GROWS + FEED_STEPS + TRIGGERS + LENGTHS).operation()
    ]
