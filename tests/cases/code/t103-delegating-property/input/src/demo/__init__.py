class Heartbeat:
    def __init__(self, channel):
        self._channel = channel

    @property
    def context(self):
        return self._channel.context

    def beat(self):
        self._channel.send(1)
        return self._channel.answer


def start(channel):
    return Heartbeat(channel)
