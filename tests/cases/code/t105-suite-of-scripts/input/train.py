def train(rows):
    return rows


if __name__ == "__main__":
    train([1])
