"""The laboratory as people use it: a kept period believed, a policy changed by a few numbers, and what that does."""
