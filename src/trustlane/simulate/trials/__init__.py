"""Policies on trial: one country, several policies, and what each finds, costs and whom it makes wait."""
