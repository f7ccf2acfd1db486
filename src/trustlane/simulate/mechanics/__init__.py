"""Every mechanism of the country and its parameters, by name, with the sentence that explains each."""
