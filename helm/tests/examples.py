"""The examples: YAML that Kubernetes takes, and names that are those in the value sets beside them."""

import re
import tempfile

import yaml

import schemas
from chart import CHART, HELMS, NEWEST, ROOT, Loader, Rendering, template, value_sets

# Of operators for whose resources there is no package with schemas.
UNCHECKED = ("kafka.strimzi.io/v1", "postgresql.cnpg.io/v1", "argoproj.io/v1alpha1")


def wrong():
    objects = {}
    for path in sorted((CHART / "examples").glob("*.yaml")):
        example = Rendering(path.name, {}, path.read_text())
        objects[path.stem] = example.objects
        core = [each for each in example.objects if each["apiVersion"] not in UNCHECKED]
        for each in core:
            if schemas.is_custom(each):
                yield f"{path.name}: no schema for {each['apiVersion']} {each['kind']}"
        example.objects = [each for each in core if not schemas.is_custom(each)]
        for error in schemas.wrong(example, ".".join(NEWEST.split(".")[:2]) + ".0"):
            yield f"{path.name}: {error}"
        for each in example.of("Secret"):
            for key, value in each.get("stringData", {}).items():
                if ("password" in key.lower() or "key" in key.lower()) and value:
                    yield f"{path.name}: Secret {each['metadata']['name']} has a {key}"
    yield from walked()
    sets = {name: yaml.load(path.read_text(), Loader) for name, path in value_sets().items()}
    yield from strimzi(objects["strimzi"], sets["strimzi-sasl"])
    yield from cloudnativepg(objects["cloudnativepg"], sets["cloudnativepg"])


def walked():
    """The values that docs/kubernetes.md has its reader write."""
    written = re.search(r"`my-values.yaml`:\n\n```yaml\n(.*?)```", (ROOT / "docs/kubernetes.md").read_text(), re.S)
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as values:
        values.write(written.group(1))
        values.flush()
        for which in HELMS:
            ran = template(which, values.name, NEWEST)
            if ran.returncode:
                yield f"docs/kubernetes.md: {which}: {ran.stderr.strip()}"


def strimzi(objects, values):
    """Strimzi's Secrets are named after the users and the cluster."""
    users = {each["metadata"]["name"] for each in objects if each["kind"] == "KafkaUser"}
    kafka = next(each for each in objects if each["kind"] == "Kafka")
    name, namespace = kafka["metadata"]["name"], kafka["metadata"]["namespace"]
    ports = {listener["port"] for listener in kafka["spec"]["kafka"]["listeners"]}
    named = {*values["kafka"]["users"].values(), values["keda"]["password"]["secret"], values["keda"]["username"]}
    if named != users:
        yield f"strimzi.yaml: the users are {sorted(users)}, the values name {sorted(named)}"
    if values["kafka"]["tls"]["ca"]["secret"] != f"{name}-cluster-ca-cert":
        yield f"strimzi.yaml: the CA is {name}-cluster-ca-cert"
    if values["kafka"]["bootstrapServers"] not in {f"{name}-kafka-bootstrap.{namespace}.svc:{port}" for port in ports}:
        yield f"strimzi.yaml: the brokers are {name}-kafka-bootstrap.{namespace}.svc"


def cloudnativepg(objects, values):
    name = next(each["metadata"]["name"] for each in objects if each["kind"] == "Cluster")
    if values["database"]["secret"] != f"{name}-app" or values["database"]["tls"]["ca"]["secret"] != f"{name}-ca":
        yield f"cloudnativepg.yaml: its Secrets are {name}-app and {name}-ca"
