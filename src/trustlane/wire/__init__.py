"""What a partner's node asks of this one: feeds, bodies, keysets; what it hands in: receipts, statements and hints.

Every request is signed (RFC 9421) by a key of the partner's keyset, counts once, and is answered by a document or by a
refusal with its name (RFC 9457); what is answered is verified by itself. A partner is told of its own feed alone, and
not whether there are others.
"""
