"""What of a holder's declarations and their examinations asks for the holder to be looked at anew."""
