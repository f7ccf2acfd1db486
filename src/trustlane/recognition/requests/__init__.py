"""Requests from one node to another, each signed by whoever asks (RFC 9421) over a digest of what it sends (RFC 9530).

Pure law: `asked` (what a request is), `digests` (of its content), `bases` (the bytes that are signed), `inputs` (what
the signature says of itself), `signing` (signing, and believing in numbered steps), `replays` (no request counts
twice). What is answered needs no signature of its own: notes, keysets and bodies are verified by themselves.
"""
