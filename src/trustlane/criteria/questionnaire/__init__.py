"""What an applicant is asked under a catalogue, what its answers mean, and what they say against one another."""
