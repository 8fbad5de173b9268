import os
import tempfile
from pathlib import Path

DATA_DIR = Path(tempfile.gettempdir()) / "bookshop"
DATA_DIR.mkdir(exist_ok=True)

SECRET_KEY = "only for tests"
DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "bookshop.urls"
WSGI_APPLICATION = "bookshop.wsgi.application"

INSTALLED_APPS = [
    "orders.apps.OrdersConfig",
    "integrations.apps.IntegrationsConfig",
    "reports",
]
MIDDLEWARE = [
    "django.middleware.common.CommonMiddleware",
    "core.middleware.SlowRequestMiddleware",
    "django.middleware.gzip.GZipMiddleware",
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "bookshop.sqlite3",
        "CONN_MAX_AGE": None,
    },
}

MEDIA_ROOT = DATA_DIR / "media"
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ.get("MAIL_PORT", "25"))
USE_TZ = True

# Behind it: the bank, the couriers, the suppliers.
UPSTREAM_HOST = "127.0.0.1"
UPSTREAM_PORT = int(os.environ.get("UPSTREAM_PORT", "80"))
UPSTREAM_URL = "http://%s:%d" % (UPSTREAM_HOST, UPSTREAM_PORT)
