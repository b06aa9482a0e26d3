"""Django's view of this part of the desk."""

from django.apps import AppConfig


class SignageConfig(AppConfig):
    """See the package."""

    name = "desk.signage"
    label = "signage"

    def ready(self) -> None:
        """Put what is published into every catalogue of the site."""
        from desk.directory import publishing
        from desk.signage.catalogue import add_published

        publishing.EXTRAS.append(add_published)
