"""Who may do what: users, roles, permits and their evaluator; the mechanism only."""
