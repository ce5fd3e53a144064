from django.apps import AppConfig


class QuadrantsConfig(AppConfig):
    name = "quadrants"

    def ready(self) -> None:
        from quadrants.services import targets
        from quadrants.services.content import TARGETS
        from quadrants.services.deals import TARGETS as DEAL_TARGETS

        for target in (*TARGETS, *DEAL_TARGETS):
            targets.register(target)
