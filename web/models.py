"""The tokens of forms: the same form sent twice does its work once."""

from django.db import models

from organisations.models import User


class FormToken(models.Model):
    """A form that was sent: which answer it got, and the hash of what it said."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    payload = models.CharField(max_length=64)
    location = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="form_token_once")]

    def __str__(self) -> str:
        return str(self.key)
