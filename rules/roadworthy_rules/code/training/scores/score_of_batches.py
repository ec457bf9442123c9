import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, nodes_of, rule
from roadworthy_rules._batch_scores import BATCHES, WHOLE, means_by_batch, means_divided, whole_scores
from roadworthy_rules.code.training._loops import inside, scopes
from roadworthy_rules.code.training.scores._helped_scores import helped, score_helpers


@rule(Severity.NOTE, since="0.2", handwritten=True)
def score_of_batches(module: Module) -> Iterator[Finding]:
    """A score is put together from batches in a way that gives another number.

    F1, precision, AUC and BLEU are scores of all rows. Their mean over batches depends on the size of the
    batches, and a class that is missing in one of them counts as zero. A mean of IoU by image counts the
    images of the last, smaller batch more than others. Keep predictions and labels, or the score of each
    image, and compute the score once. The loss of a batch is a mean already, so its sum belongs to
    `len(loader)` and not to the number of rows, and so does what `mean()` gives of a batch. Count the batches
    between two prints, and divide by as many.

    The rule looks at loops over loaders and batches. It knows scores of scikit-learn, and functions whose
    name says that they compute precision, recall, F1 or IoU of predictions and labels.

    ```python bad
    from sklearn.metrics import f1_score

    def evaluate(model, loader):
        total = 0
        for rows, target in loader:
            total += f1_score(target, model(rows).argmax(1), average="macro")
        return total / len(loader)
    ```
    ```python bad
    import numpy as np
    import torch

    def calculate_f1(predicted, known):
        both = torch.logical_and(predicted, known).sum()
        return 2 * both / (predicted.sum() + known.sum())

    def evaluate(model, loader):
        scores = []
        for rows, target in loader:
            scores.append(calculate_f1(model(rows) > 0.5, target).cpu().numpy())
        return np.mean(scores)
    ```
    ```python bad
    from sklearn.metrics import precision_recall_fscore_support

    def scores(output, target):
        precision, recall, f1, _ = precision_recall_fscore_support(target, output.argmax(1), average="macro")
        return {"precision": precision, "recall": recall, "f1": f1}

    def evaluate(model, loader):
        total = {"precision": 0, "recall": 0, "f1": 0}
        for rows, target in loader:
            found = scores(model(rows), target)
            for name in total:
                total[name] += found[name]
        return {name: value / len(loader) for name, value in total.items()}
    ```
    ```python bad
    def train(model, criterion, optimizer, train_loader):
        running_loss = 0.0
        for rows, target in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(rows), target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item()
        return running_loss / len(train_loader.dataset)
    ```
    ```python bad
    def train(model, criterion, optimizer, train_loader):
        running_loss = 0.0
        for number, (rows, target) in enumerate(train_loader):
            optimizer.zero_grad()
            loss = criterion(model(rows), target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item()
            if number % 20 == 19:
                print(running_loss / 2000)
                running_loss = 0.0
    ```
    ```python bad
    def evaluate(encoder, head, loader):
        accuracy = 0
        for rows, target in loader:
            inner = encoder(rows)
            output = head(inner)
            right = (output.argmax(dim=1) == target).float().mean()
            accuracy += right / len(output)
        return accuracy
    ```
    ```python good
    def evaluate(model, loader):
        accuracy = 0
        for rows, target in loader:
            output = model(rows)
            right = (output.argmax(dim=1) == target).float().mean()
            accuracy += right / len(loader)
        return accuracy
    ```
    ```python good
    from sklearn.metrics import f1_score

    def evaluate(model, criterion, loader):
        predicted, known, total, running_loss = [], [], 0, 0.0
        for number, (rows, target) in enumerate(loader):
            output = model(rows)
            loss = criterion(output, target)
            total += loss.item() * len(rows)
            running_loss += loss.item()
            if number % 20 == 19:
                print(running_loss / 20)
                running_loss = 0.0
            predicted += output.argmax(1).tolist()
            known += target.tolist()
        return total / len(loader.dataset), f1_score(known, predicted, average="macro")
    ```
    """
    text = module.text
    if not is_run(module.path, module.role) or not any(hint in text for hint in BATCHES):
        return
    found: list[tuple[ast.expr, str]] = [*whole_scores(nodes_of(module, ast.For), text)]
    if any(name in text for name in WHOLE):
        found += helped(nodes_of(module, ast.For), score_helpers(nodes_of(module, ast.FunctionDef)))
    if "loss" in text and ("dataset)" in text or "sampler)" in text or "%" in text):
        found += means_divided((inside(scope) for scope in scopes(module)), text)
    if "mean(" in text:
        found += means_by_batch(nodes_of(module, ast.For))
    seen: set[int] = set()
    for node, message in found:
        if node.lineno not in seen:
            seen.add(node.lineno)
            yield Finding(message, module.at(node))
