"""Cases: a claim from its filing to its end, with what the examiner's checks found."""
