def start(config):
    return config
