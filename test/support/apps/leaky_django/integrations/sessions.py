"""The one session for each customer of ours who has an API of his own."""
import requests
from requests.adapters import HTTPAdapter

_sessions = {}


def get_session(token):
    try:
        return _sessions[token]
    except KeyError:
        session = requests.Session()  # opened: session
        session.headers["Authorization"] = "Bearer " + token
        session.mount("http://", HTTPAdapter(pool_connections=2, pool_maxsize=4))
        _sessions[token] = session  # stored: session
        return session
