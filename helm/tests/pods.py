"""Every pod is hardened, and the parts of a pool agree with one another."""

import re

from chart import ROOT, where
from references import containers


def wrong(rendering):
    for owner, pod in rendering.pods():
        for problem in hardening(pod):
            yield f"{where(owner)}: {problem}"
    for service in rendering.of("Service"):
        for deployment in rendering.of("Deployment"):
            if deployment["metadata"]["name"] == service["metadata"]["name"]:
                yield from before_stopping(deployment)
    yield from pools(rendering)


def hardening(pod):
    spec = pod["spec"]
    expected = {"runAsNonRoot": True, "runAsUser": 10001, "runAsGroup": 10001}
    if not expected.items() <= spec["securityContext"].items():
        yield "it does not run as 10001"
    if spec["securityContext"]["seccompProfile"] != {"type": "RuntimeDefault"}:
        yield "it has no seccomp profile"
    if spec.get("automountServiceAccountToken") is not False:
        yield "its ServiceAccount's token is mounted"
    if spec.get("enableServiceLinks") is not False:
        yield "Services of the namespace get into its environment, where services read settings such as SHAKEDOWN_RESULT_STORE_PORT"
    secrets = {each["name"] for each in spec.get("volumes", []) if "secret" in each}
    for container in containers(pod):
        security = container["securityContext"]
        if security.get("allowPrivilegeEscalation") is not False or security.get("capabilities") != {"drop": ["ALL"]}:
            yield f"{container['name']} has capabilities"
        if "memory" not in container["resources"].get("limits", {}) or "memory" not in container["resources"].get("requests", {}):
            yield f"{container['name']} has no memory limit, from which the images take their heap"
        for mount in container.get("volumeMounts", []):
            if mount["name"] in secrets and "subPath" in mount:
                yield f"{container['name']} mounts a file of {mount['name']} alone, which then never changes"
    for container in spec["containers"]:
        if {"name": "tmp", "mountPath": "/tmp"} not in container["volumeMounts"]:
            yield f"{container['name']} has no /tmp to write to"


def before_stopping(deployment):
    spec = deployment["spec"]["template"]["spec"]
    hook = spec["containers"][0].get("lifecycle", {}).get("preStop", {})
    seconds = hook.get("sleep", {}).get("seconds") or int((hook.get("exec", {}).get("command") or [0, 0])[1])
    if not 0 < seconds < spec["terminationGracePeriodSeconds"]:
        yield f"{where(deployment)}: it stops before its endpoints are gone, or is killed while it waits"


def variables(container):
    return {each["name"]: each.get("value") for each in container["env"]}


def pools(rendering):
    contract = (ROOT / "libs/contract/src/main/java/dev/shakedown/contract/Topics.java").read_text()
    requests = re.search(r'String REQUESTS = "([^"]+)"', contract).group(1)
    feed = (ROOT / "attack-worker/src/main/java/dev/shakedown/attackworker/delivery/RequestFeed.java").read_text()
    reset = re.search(r'AUTO_OFFSET_RESET_CONFIG, "([a-z]+)"', feed).group(1)
    workers = [each for each in rendering.of("Deployment") if "-worker-" in each["metadata"]["name"]]
    queues = set()
    for worker in workers:
        spec = worker["spec"]["template"]["spec"]
        container = spec["containers"][0]
        environment = variables(container)
        queue = environment.get("SHAKEDOWN_DELIVERY_QUEUE")
        queues |= {queue} - {None}
        drain = int(environment["SHAKEDOWN_DELIVERY_DRAIN_TIMEOUT"].removesuffix("s"))
        if spec["terminationGracePeriodSeconds"] != drain + 25:
            yield f"{where(worker)}: it is given {spec['terminationGracePeriodSeconds']} s to return jobs within {drain} s"
        gpus = [amount for name, amount in container["resources"]["limits"].items() if "/" in name]
        if (environment["SHAKEDOWN_WORKER_DEVICE"] == "gpu0") != bool(gpus):
            yield f"{where(worker)}: device {environment['SHAKEDOWN_WORKER_DEVICE']}, limits {container['resources']['limits']}"
        mounted = {each["mountPath"] for each in container["volumeMounts"]} | {"/opt/shakedown/networks"}
        for directory in environment["SHAKEDOWN_NETWORKS_DIRECTORY"].split(","):
            if directory not in mounted:
                yield f"{where(worker)}: networks are read from {directory}, where nothing is mounted"
        yield from announced(rendering, worker, environment)
        for scaler in rendering.of("ScaledObject"):
            if scaler["spec"]["scaleTargetRef"]["name"] == worker["metadata"]["name"]:
                yield from followed(scaler, requests, reset, queue, environment)
    for job in rendering.of("Job"):
        arguments = job["spec"]["template"]["spec"]["containers"][0].get("args", [])
        if arguments[:1] == ["topics"]:
            made = {arguments[index + 1] for index, each in enumerate(arguments) if each == "--queue"}
            if made != queues:
                yield f"{where(job)}: it makes the topics of queues {sorted(made)}, pools have {sorted(queues)}"


def announced(rendering, worker, environment):
    pool = worker["metadata"]["labels"]["shakedown.dev/pool"]
    whose = {"app.kubernetes.io/component": "announce", "shakedown.dev/pool": pool}
    for job in [each for each in rendering.of("Job") if whose.items() <= each["metadata"]["labels"].items()]:
        said = variables(job["spec"]["template"]["spec"]["containers"][0])
        for name in ("SHAKEDOWN_NETWORKS_DIRECTORY", "SHAKEDOWN_DELIVERY_QUEUE"):
            if said.get(name) != environment.get(name):
                yield f"{where(job)}: {name} is {said.get(name)}, the pool has {environment.get(name)}"
        if said.get("SHAKEDOWN_WORKER_ANNOUNCE_ONLY") != "true":
            yield f"{where(job)}: it would attack"


def followed(scaler, requests, reset, queue, environment):
    base = f"{requests}.{queue}" if queue else requests
    triggers = [each["metadata"] for each in scaler["spec"]["triggers"]]
    topics = {each["topic"] for each in triggers}
    if topics != {base, f"{base}.resumed", f"{base}.urgent"}:
        yield f"{where(scaler)}: it follows {sorted(topics)}, workers read the lanes of {base}"
    group = f"shakedown-attack-worker-{queue}" if queue else "shakedown-attack-worker"
    for each in triggers:
        if each["consumerGroup"] != group:
            yield f"{where(scaler)}: it follows group {each['consumerGroup']}, workers are in {group}"
        if each["offsetResetPolicy"] != reset:
            yield f"{where(scaler)}: offsetResetPolicy is {each['offsetResetPolicy']}, the workers' is {reset}"
        if each["excludePersistentLag"] != "false":
            yield f"{where(scaler)}: with excludePersistentLag it goes to zero while jobs are under way"
        if each["allowIdleConsumers"] == each["limitToPartitionsWithLag"] == "true":
            yield f"{where(scaler)}: KEDA refuses allowIdleConsumers with limitToPartitionsWithLag"
        if each["bootstrapServers"] != environment["KAFKA_BOOTSTRAP_SERVERS"]:
            yield f"{where(scaler)}: it asks other brokers than the workers"
        if (each["tls"] == "enable") != environment["KAFKA_SECURITY_PROTOCOL"].endswith("SSL"):
            yield f"{where(scaler)}: tls is {each['tls']}, workers speak {environment['KAFKA_SECURITY_PROTOCOL']}"
