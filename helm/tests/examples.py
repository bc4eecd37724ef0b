"""The examples: YAML that Kubernetes takes, and names that are those in the value sets beside them."""

import re
import tempfile

import yaml

import images
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
    yield from quickstart(objects["quickstart"], sets["quickstart"])


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
                continue
            rendering = Rendering("docs/kubernetes.md", yaml.load(written.group(1), Loader), ran.stdout)
            for owner, image in images.named(rendering):
                if image not in images.pushed():
                    yield f"docs/kubernetes.md: {owner} needs {image}, which no command there pushes"


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


def quickstart(objects, values):
    """One broker without TLS and one PostgreSQL, as values-quickstart.yaml names them, and one Secret that the guide creates."""
    by_kind = {each["kind"]: each for each in objects}
    kafka, cluster = by_kind["Kafka"], by_kind["Cluster"]
    brokers = by_kind["KafkaNodePool"]["spec"]["replicas"]
    listener = kafka["spec"]["kafka"]["listeners"][0]
    expected = {
        "bootstrapServers": f"{kafka['metadata']['name']}-kafka-bootstrap:{listener['port']}",
        "securityProtocol": "SSL" if listener["tls"] else "PLAINTEXT",
    }
    if values["kafka"] != expected:
        yield f"quickstart.yaml: kafka must be {expected}, values-quickstart.yaml has {values['kafka']}"
    copies = [values["kafkaTopics"]["replicationFactor"], *(
        setting for name, setting in kafka["spec"]["kafka"]["config"].items() if "replica" in name or "min.isr" in name
    )]
    if max(copies) > brokers:
        yield f"quickstart.yaml: {max(copies)} copies of a partition on {brokers} broker(s)"
    if values["database"]["secret"] != f"{cluster['metadata']['name']}-app":
        yield f"quickstart.yaml: the Secret of the database is {cluster['metadata']['name']}-app"
    section = (ROOT / "docs/kubernetes.md").read_text().partition("## A cluster on a laptop")[2]
    created = re.search(r"create secret generic (\S+)((?: |\\\n|--from-file=\S+)*)", section)
    keys = {file.strip(" \\\n").rpartition("/")[2] for file in created.group(2).split("--from-file=")[1:]}
    needed = {values["jobApi"]["resultStoreToken"]["key"], values["attackWorker"]["resultStoreToken"]["key"], "issuer-public.pem"}
    secrets = {
        values["access"]["publicKey"]["secret"],
        values["jobApi"]["resultStoreToken"]["secret"],
        values["attackWorker"]["resultStoreToken"]["secret"],
    }
    if secrets != {created.group(1)} or keys != needed:
        yield f"docs/kubernetes.md creates the Secret {created.group(1)} with {sorted(keys)}, the values need {sorted(secrets)} with {sorted(needed)}"
    for flag in ("--values helm/shakedown/values-quickstart.yaml", "helm/shakedown/examples/quickstart.yaml", values["access"]["issuer"]):
        if flag not in section:
            yield f"docs/kubernetes.md: the laptop's walkthrough lacks {flag}"
