from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "training"

    def ready(self) -> None:
        from quadrants import origins
        from quadrants.services import printables, targets
        from training.services.printing import REVIEWED, TO_MARK
        from training.services.reviewing import TARGETS
        from training.views.own_work import asked_for

        for target in TARGETS:
            targets.register(target)
        origins.register(asked_for)
        for kind in (REVIEWED, TO_MARK):
            printables.register(kind)
