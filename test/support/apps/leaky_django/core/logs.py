import logging

from django.conf import settings

FORMAT = logging.Formatter("%(asctime)s %(levelname)s %(message)s")

audit = logging.getLogger("bookshop.audit")
audit.propagate = False


def audit_to(name):
    """From now on the audit log goes to this file, too."""
    handler = logging.FileHandler(settings.DATA_DIR / ("audit-%s.log" % name))  # opened: audit_log
    handler.setFormatter(FORMAT)
    audit.addHandler(handler)  # stored: audit_log
    return audit


def logger_of_order(reference):
    logger = logging.getLogger("bookshop.order.%s" % reference)
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.FileHandler(settings.DATA_DIR / "orders.log"))  # opened: order_log  # stored: order_log
    return logger
