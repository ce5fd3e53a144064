from django.apps import AppConfig


class StrategiesConfig(AppConfig):
    name = "strategies"

    def ready(self) -> None:
        from quadrants.services import targets
        from strategies.services import PLAN_TARGET

        targets.register(PLAN_TARGET)
