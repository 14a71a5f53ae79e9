"""The link to the desk: the clock, the outbox, the transport and the replies."""
