import os

from django.http import JsonResponse


def reply(**fields):
    return JsonResponse({"pid": os.getpid(), **fields})


def health(request):
    return reply()
