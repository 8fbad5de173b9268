"""What an app keeps that is no leak: a cache of records, as large as it is told to be."""

RECORDS = {}


def grow(megabytes):
    """A record takes some 9.5 KB: two dicts, two lists, texts, bytes."""
    for number in range(len(RECORDS), len(RECORDS) + megabytes * 108):
        RECORDS["record-%d" % number] = {
            "id": number,
            "title": "Record number %d" % number,
            "tags": ["tag-%d" % (number + tag) for tag in range(4)],
            "prices": {"EUR": number * 1.1, "USD": number * 1.2, "history": [number]},
            "body": b"x" * 8500,
        }
