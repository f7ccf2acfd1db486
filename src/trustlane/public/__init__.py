"""Pages for everybody, without an account: whether a certificate holds today."""
