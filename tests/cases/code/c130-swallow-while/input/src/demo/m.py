def drain(queue):
    done = []
    while queue:
        try:
            done.append(queue.pop().run())
        except (Exception,):
            pass
    return done


def close(x):
    try:
        x.close()
    except Exception:
        pass
