"""Pages that belong to no context: signing in, one's account, languages, errors, the components."""
