from django.apps import AppConfig


class StrategiesConfig(AppConfig):
    name = "strategies"

    def ready(self) -> None:
        from quadrants.services import targets
        from strategies.services import TARGETS

        for target in TARGETS:
            targets.register(target)
