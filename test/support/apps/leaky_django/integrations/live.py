"""Prices that come in as they change."""
import asyncio

from django.conf import settings

_feeds = {}


async def subscribe(isbn):
    reader, writer = await asyncio.open_connection(settings.UPSTREAM_HOST, settings.UPSTREAM_PORT)  # opened: live
    writer.write(b"GET /prices/%s HTTP/1.1\r\nHost: upstream\r\n\r\n" % isbn.encode())
    await writer.drain()
    await reader.readline()
    _feeds[isbn] = (reader, writer)  # stored: live
