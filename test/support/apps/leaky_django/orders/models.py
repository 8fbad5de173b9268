from django.db import models


class Invoice(models.Model):
    reference = models.CharField(max_length=40)
    document = models.FileField(upload_to="invoices")
