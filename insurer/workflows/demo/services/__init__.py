"""The demo lived: people hired, policies sold, ledgers sent, claims paid, by the commands that people use."""
