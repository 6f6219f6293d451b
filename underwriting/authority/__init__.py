"""Authority: up to which amount a role, or the system itself, may decide on a buyer."""
