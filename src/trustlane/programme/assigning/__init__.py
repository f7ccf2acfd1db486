"""Who validates: a team drawn at random among those eligible, with the reason for everybody who is not."""
