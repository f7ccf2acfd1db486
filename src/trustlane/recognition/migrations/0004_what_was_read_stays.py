"""What was read of a feed stays as it came, its tree never shrinks, and what two persons settle is settled once."""

from django.db import migrations

from trustlane.ledger.guarding import function, kept, trigger

GROWS = function(
    "recognition_read_tree_grows",
    """
BEGIN
    IF NEW.feed_id <> OLD.feed_id OR NEW.size < OLD.size OR (NEW.size = OLD.size AND NEW.root <> OLD.root)
       OR (OLD.signed IS NOT NULL AND (NEW.signed IS NULL OR NEW.signed < OLD.signed)) THEN
        RAISE EXCEPTION 'the believed tree of feed % never shrinks, changes or grows older', OLD.feed_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
""",
)

# Its arguments are the columns that may be filled, each once; nothing else of a row ever changes.
FILLED = function(
    "recognition_read_filled_once",
    """
DECLARE
    was jsonb := to_jsonb(OLD);
    became jsonb := to_jsonb(NEW);
    name text;
BEGIN
    FOREACH name IN ARRAY TG_ARGV LOOP
        IF was -> name IS DISTINCT FROM became -> name AND was -> name NOT IN ('null'::jsonb, '""'::jsonb) THEN
            RAISE EXCEPTION '% of % % is settled once', name, TG_TABLE_NAME, OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    IF was - TG_ARGV::text[] <> became - TG_ARGV::text[] THEN
        RAISE EXCEPTION '% % is settled once and otherwise never changed', TG_TABLE_NAME, OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
""",
)

# A subject goes on: what is said of it comes from a later entry, or takes away what the same entry gave.
LATER = function(
    "recognition_read_subject_goes_on",
    """
BEGIN
    IF NEW.feed_id <> OLD.feed_id OR NEW.subject <> OLD.subject OR NEW.seq < OLD.seq
       OR (NEW.seq = OLD.seq AND NEW."to" IN ('valid', 'updated') AND OLD."to" NOT IN ('valid', 'updated')) THEN
        RAISE EXCEPTION 'subject % is never said to be what an earlier entry made of it', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
""",
)

TERMS = ("agreed_by_id", "agreed_at")
ENDS = ("proposed_by_id", "proposed_at", "reason", "ended_by_id", "ended_at")

GUARDS = (
    GROWS
    + FILLED
    + LATER
    + trigger("grows", "BEFORE UPDATE", "recognition_believedtree", "recognition_read_tree_grows")
    + kept("recognition_believedtree", against="DELETE")
    + kept("recognition_readentry", "recognition_otherentry")
    + kept("recognition_readbody", against="UPDATE")
    + trigger("later", "BEFORE UPDATE", "recognition_readsubject", "recognition_read_subject_goes_on")
    + kept("recognition_readsubject", against="DELETE")
    + trigger("settled", "BEFORE UPDATE", "recognition_followedterms", "recognition_read_filled_once", *TERMS)
    + kept("recognition_followedterms", against="DELETE")
    + trigger("settled", "BEFORE UPDATE", "recognition_quarantine", "recognition_read_filled_once", *ENDS)
    + kept("recognition_quarantine", against="DELETE")
)


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0003_feeds_we_read"),
        ("ledger", "0002_nothing_recorded_changes"),
    ]

    operations = [GUARDS.operation()]
