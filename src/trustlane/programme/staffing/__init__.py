"""How few people can run a programme: which separations of duties so many can keep, and what replaces the others."""
