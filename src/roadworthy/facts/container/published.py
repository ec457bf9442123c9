"""Images that others publish: what runs one of them runs nothing of the project."""

from __future__ import annotations

from roadworthy.core.late_re import re

#: Images that others publish, by the last part of their names.
_OTHERS = re.compile(
    r"(?i)(postgres|postgis|pgvector|timescaledb|redis|valkey|mysql|mariadb|mongo(?:db)?|rabbitmq|(?:cp-)?kafka|zookeeper"
    r"|(?:cp-)?zookeeper|schema-registry|prometheus|prom|grafana|loki|promtail|tempo|alertmanager|jaeger"
    r"|mlflow|minio|mc|nginx|traefik|envoy|busybox|alpine|curl|elasticsearch|kibana|opensearch|airflow"
    r"|node-exporter|cadvisor|opentelemetry-collector|localstack|adminer|pgadmin4?|phpmyadmin|redisinsight|redis-commander|mongo-express|qdrant|weaviate|chroma"
    r"|attu|etcd|flower|meilisearch|milvus|searxng|typesense"
    r"|memcached|haproxy|httpd|caddy|couchdb|neo4j|cassandra|influxdb|telegraf|clickhouse(?:-server)?|nats|vault"
    r"|consul|keycloak|sonarqube|registry|docker|mailhog|mailpit|oauth2-proxy|kube-rbac-proxy|cert-manager"
    r"|cloud-?sql-proxy|gce-proxy|ollama|vllm-openai|tritonserver|spark|jupyter|mage|adapter|proxy|kubectl|git-sync"
    r"|metrics-server|kube-state-metrics|prometheus-operator)(-.*)?"
)
#: Those who publish them.
_PUBLISHERS = re.compile(
    r"(?i)(^|/)(apache|arizephoenix|bentoml|bitnami|certbot|chromadb|cloudflare|confluentinc|containrrr|debezium"
    r"|docker\.elastic\.co|dpage|elastic|emqx|gotenberg|grafana|hashicorp|huggingface|istio|jaegertracing|jupyter"
    r"|k8s|kserve|langfuse|library|linuxserver|milvusdb|minio|n8nio|neo4j|nginxproxy|nvcr\.io|nvidia|obsidiandynamics"
    r"|ollama|openzipkin|otel|pgvector|portainer|prefecthq|prom|provectuslabs|pytorch|qdrant|quay\.io/prometheus"
    r"|rayproject|redis|redislabs|redpandadata|registry\.k8s\.io|selenium|semitechnologies|supabase|temporalio"
    r"|tensorflow|timescale|vllm|wurstmeister)/|^aws/codebuild/"
)
#: Those of SageMaker and AWS, which each region has in registries of its own.
_OF_PLATFORM = re.compile(
    r"\.dkr\.ecr\.[^/]{1,60}/(?:sagemaker-(?:clarify-processing|debugger-rules|model-monitor-analyzer|mxnet|pytorch"
    r"|scikit-learn|spark-processing|sparkml-serving|tensorflow|xgboost)[\w-]{0,40}"
    r"|(?:autogluon|djl|huggingface-pytorch|huggingface-tensorflow|mxnet|pytorch|tensorflow)-(?:inference|training)"
    r"[\w-]{0,40})(?:[:@]|$)"
)


def is_published_elsewhere(image: str) -> bool:
    """Tell whether an image, or a service by its name, is one of those that others publish."""
    base = image.partition("@")[0].rpartition("/")[2].partition(":")[0]
    return (
        _OTHERS.fullmatch(base) is not None
        or _PUBLISHERS.search(image) is not None
        or _OF_PLATFORM.search(image) is not None
    )
