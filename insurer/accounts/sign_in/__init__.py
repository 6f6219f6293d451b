"""The ways in: name and password, second factor, passkey, invitation, forgotten password."""
