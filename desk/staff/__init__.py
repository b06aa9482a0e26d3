"""People who work at the desk: users, roles, rights, logging in."""
