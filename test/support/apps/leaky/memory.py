"""What an app keeps that is no leak: a cache of records, as large as it is told to be."""

RECORDS = {}


def grow(megabytes):
    """A record takes some 3.6 KB: two dicts, a list, texts, bytes."""
    for number in range(len(RECORDS), len(RECORDS) + megabytes * 290):
        RECORDS["record-%d" % number] = {
            "id": number,
            "title": "Record number %d" % number,
            "tags": ["tag-%d" % (number + tag) for tag in range(4)],
            "prices": {"EUR": number * 1.1, "USD": number * 1.2, "history": [number]},
            "body": bytes(2500),
        }
