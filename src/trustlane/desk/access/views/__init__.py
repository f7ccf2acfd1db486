"""The pages about people: the list, one person, arrivals, and the deeds that change an account or a role."""
