from django.apps import AppConfig


class QuadrantsConfig(AppConfig):
    name = "quadrants"

    def ready(self) -> None:
        from quadrants.services import targets
        from quadrants.services.content import TARGETS

        for target in TARGETS:
            targets.register(target)
