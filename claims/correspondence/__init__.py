"""Correspondence: questions and answers between the policyholder and the insurer on one claim."""
