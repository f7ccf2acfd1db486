"""Whether validators judge alike: agreement on a set of cases that several of them rated, and who stands apart."""
