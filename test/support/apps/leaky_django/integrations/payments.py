from .base import HttpClient


class BankGateway(HttpClient):
    """One payment, from its authorisation until it is captured."""

    pending = {}

    def __init__(self, reference):
        super().__init__()
        self.reference = reference

    @classmethod
    def find(cls, reference):
        return cls.pending.get(reference)

    @classmethod
    def remember(cls, gateway):
        cls.pending[gateway.reference] = gateway  # stored: payment

    def authorize(self, amount):
        answer = self.call("POST", "/authorize", reference=self.reference, amount=amount)
        self.remember(self)
        return answer
