from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "integrations"

    def ready(self):
        from .dispatch import Dispatcher

        self.dispatcher = Dispatcher()
