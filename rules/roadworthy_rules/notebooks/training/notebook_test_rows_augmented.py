import ast
from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, dotted, rule
from roadworthy_rules._augmented_rows import held_rows_changed, may_change
from roadworthy_rules._test_set import in_order
from roadworthy_rules.notebooks.training._cells import training_cells


@rule(Severity.NOTE, since="0.2")
def notebook_test_rows_augmented(notebook: Notebook) -> Iterator[Finding]:
    """A notebook changes the rows at random that a model is tested on.

    Each run then measures other rows, so two scores differ by chance, and they say little about rows as they
    come. Use a transform without random changes for the validation and the test set.

    The rule looks at transforms of torchvision, Albumentations and Keras, as `test-rows-augmented` does in
    modules, and reads all cells as one script. It ignores notebooks of documentation, examples and tutorials,
    unless they store a model in another directory.

    ```notebook bad
    [[cells]]
    source = '''
    from tensorflow.keras.preprocessing.image import ImageDataGenerator
    datagen = ImageDataGenerator(rotation_range=20, validation_split=0.2)
    '''

    [[cells]]
    source = "val_rows = datagen.flow_from_directory('photos', subset='validation')"
    ```
    ```notebook good
    [[cells]]
    source = '''
    from tensorflow.keras.preprocessing.image import ImageDataGenerator
    datagen = ImageDataGenerator(rotation_range=20)
    plain = ImageDataGenerator(rescale=1 / 255)
    '''

    [[cells]]
    source = '''
    train_rows = datagen.flow_from_directory('photos/train')
    val_rows = plain.flow_from_directory('photos/val')
    '''
    ```
    """
    if (cells := training_cells(notebook, may_change)) is None:
        return
    named = [
        (dotted(node.targets[0]), node.value)
        for node in cells.nodes
        if isinstance(node, ast.Assign) and len(node.targets) == 1
    ]
    scopes = [(given, nodes) for _, given, nodes in in_order(cells.statements)]
    for node, message in held_rows_changed(named, scopes):
        yield Finding(message, cells.at(node))
