"""Names that libraries have removed, from their release notes: they fail with the release named, and later.

A name is here only if it has not come back: numpy 2 has `bool` and `long` again.
"""

from __future__ import annotations

#: By distribution: the release that lacks them, and the dotted names.
_NAMES = {
    "gensim": {"4.0": "gensim.models.wrappers gensim.summarization"},
    "keras": {"3.0": "keras.utils.np_utils keras.wrappers.scikit_learn"},
    "matplotlib": {"3.9": "matplotlib.cm.get_cmap matplotlib.pyplot.cm.get_cmap"},
    "numpy": {
        "1.23": "numpy.asscalar",
        "1.24": "numpy.float numpy.int numpy.object numpy.complex numpy.str numpy.unicode",
        "2.0": "numpy.Inf numpy.Infinity numpy.NINF numpy.NaN numpy.PINF numpy.alltrue numpy.asfarray"
        " numpy.cast numpy.cfloat numpy.complex_ numpy.cumproduct numpy.float_ numpy.infty numpy.product"
        " numpy.round_ numpy.sometrue numpy.string_ numpy.unicode_",
    },
    "pandas": {
        "0.25": "pandas.Panel pandas.rolling_mean pandas.rolling_std pandas.rolling_sum pandas.tools",
        "2.0": "pandas.Float64Index pandas.Int64Index pandas.UInt64Index pandas.datetime pandas.np"
        " pandas.util.testing",
    },
    "pillow": {"10.0": "PIL.Image.ANTIALIAS"},
    "pytorch-lightning": {"1.5": "pytorch_lightning.metrics"},
    "scikit-learn": {
        "0.20": "sklearn.cross_validation sklearn.grid_search sklearn.learning_curve sklearn.mixture.GMM"
        " sklearn.decomposition.RandomizedPCA",
        "0.22": "sklearn.datasets.fetch_mldata sklearn.preprocessing.Imputer",
        "0.23": "sklearn.externals.joblib sklearn.externals.six sklearn.metrics.calinski_harabaz_score"
        " sklearn.metrics.jaccard_similarity_score sklearn.utils.linear_assignment_",
        "1.2": "sklearn.datasets.load_boston sklearn.inspection.plot_partial_dependence"
        " sklearn.metrics.plot_confusion_matrix sklearn.metrics.plot_precision_recall_curve"
        " sklearn.metrics.plot_roc_curve",
    },
    "scipy": {
        "1.3": "scipy.misc.bytescale scipy.misc.comb scipy.misc.factorial scipy.misc.fromimage"
        " scipy.misc.imread scipy.misc.imresize scipy.misc.imrotate scipy.misc.imsave scipy.misc.imshow"
        " scipy.misc.logsumexp scipy.misc.toimage",
        "1.14": "scipy.integrate.cumtrapz scipy.integrate.simps scipy.integrate.trapz",
    },
    "tensorflow": {
        "2.0": "tensorflow.AUTO_REUSE tensorflow.ConfigProto tensorflow.Dimension tensorflow.FixedLenFeature"
        " tensorflow.GPUOptions tensorflow.GraphKeys tensorflow.InteractiveSession tensorflow.Print"
        " tensorflow.Session tensorflow.app tensorflow.assign tensorflow.assign_add tensorflow.assign_sub"
        " tensorflow.contrib tensorflow.diag tensorflow.examples tensorflow.flags"
        " tensorflow.get_collection tensorflow.get_default_graph tensorflow.get_variable tensorflow.gfile"
        " tensorflow.global_variables tensorflow.global_variables_initializer"
        " tensorflow.initialize_all_variables tensorflow.layers tensorflow.local_variables_initializer"
        " tensorflow.log tensorflow.logging tensorflow.matrix_inverse tensorflow.mod tensorflow.multinomial"
        " tensorflow.nn.dynamic_rnn tensorflow.nn.rnn_cell tensorflow.nn.softmax_cross_entropy_with_logits_v2"
        " tensorflow.nn.static_rnn tensorflow.placeholder tensorflow.py_func tensorflow.python_io"
        " tensorflow.random_crop tensorflow.random_normal"
        " tensorflow.random_shuffle tensorflow.random_uniform tensorflow.reset_default_graph"
        " tensorflow.set_random_seed tensorflow.sparse_placeholder tensorflow.sparse_tensor_to_dense"
        " tensorflow.summary.FileWriter tensorflow.summary.merge tensorflow.summary.merge_all"
        " tensorflow.tables_initializer tensorflow.to_double tensorflow.to_float tensorflow.to_int32"
        " tensorflow.to_int64 tensorflow.train.AdagradOptimizer tensorflow.train.AdamOptimizer"
        " tensorflow.train.GradientDescentOptimizer tensorflow.train.MomentumOptimizer"
        " tensorflow.train.RMSPropOptimizer tensorflow.train.Saver tensorflow.train.exponential_decay"
        " tensorflow.train.get_or_create_global_step tensorflow.trainable_variables"
        " tensorflow.truncated_normal tensorflow.truncated_normal_initializer tensorflow.variable_scope"
        " tensorflow.variables_initializer",
        "2.12": "tensorflow.keras.wrappers.scikit_learn",
    },
    "torch": {"2.0": "torch._six torch.symeig"},
    "torchtext": {
        "0.9": "torchtext.data.BPTTIterator torchtext.data.BucketIterator torchtext.data.Field"
        " torchtext.data.LabelField torchtext.data.TabularDataset",
        "0.12": "torchtext.legacy",
    },
}
#: The distribution and the release by the dotted name.
REMOVED = {
    name: (distribution, release)
    for distribution, releases in _NAMES.items()
    for release, names in releases.items()
    for name in names.split()
}
#: The modules at the top of which they are.
TOPS = frozenset(name.partition(".")[0] for name in REMOVED)
#: Other distributions with the same module.
OTHERS = {
    "keras": ("tensorflow",),
    "tensorflow": ("intel-tensorflow", "tensorflow-cpu", "tensorflow-gpu", "tensorflow-macos"),
    "pillow": ("pillow-simd",),
}
