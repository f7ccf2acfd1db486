"""Working days, deadlines, holidays as versioned data; never asks the machine for today."""
