"""What goes wrong before anything runs; apart from the settings, so that a command line loads them only when asked."""


class ConfigError(Exception):
    """The settings cannot be used; the text says where, what is wrong and what is allowed."""
