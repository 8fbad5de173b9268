"""A bookshop in Django that leaks open files, each kind of leak by a route of its own: `bookshop.wsgi:application`.

    GET /              {"pid"} of the worker that answers
    POST /release/     closes and forgets all that has leaked

The comments `opened: KIND` and `stored: KIND` mark the lines that `fdtop origin` must name.
"""
