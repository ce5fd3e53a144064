from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "training"

    def ready(self) -> None:
        from quadrants.services import targets
        from training.services.reviewing import TARGETS

        for target in TARGETS:
            targets.register(target)
