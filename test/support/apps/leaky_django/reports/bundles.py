"""What the bookkeeper gets at the end of the month."""
import contextlib
import gzip
import zipfile

from django.conf import settings

_stacks = []
_archives = {}


def begin_bundle(*names):
    stack = contextlib.ExitStack()
    for name in names:
        stack.enter_context(gzip.open(settings.DATA_DIR / name, "ab"))  # opened: bundle
    _stacks.append(stack)  # stored: bundle


def archive_of(month):
    if (archive := _archives.get(month)) is None:
        archive = _archives[month] = zipfile.ZipFile(settings.DATA_DIR / "year.zip", "a")  # opened: archive  # stored: archive
    return archive
