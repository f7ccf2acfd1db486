"""Officers' pages of the policy laboratory: what another policy would have done with a simulated period."""
