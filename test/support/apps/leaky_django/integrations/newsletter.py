from django.core import mail

connections = []


def connection_for(campaign):
    """Opened once, so that not each letter needs a connection of its own."""
    connection = mail.get_connection(fail_silently=False)
    connection.open()  # opened: newsletter
    connections.append((campaign, connection))  # stored: newsletter
    return connection
