from churn.metrics import Metrics


def test_increment_counts_by_labels() -> None:
    metrics = Metrics()
    metrics.increment("requests_total", status="200")
    metrics.increment("requests_total", status="200")
    metrics.increment("restarts_total")
    assert metrics.render({}) == 'requests_total{status="200"} 2\nrestarts_total 1\n'


def test_render_adds_the_drift() -> None:
    assert Metrics().render({"tenure": 0.5}) == 'churn_feature_drift{feature="tenure"} 0.500000\n'
