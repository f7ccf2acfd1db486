"""The model: what past inspections found, learned as shrunken profiles and boosted trees, by kind of offence."""
