"""NetworkPolicies allow the components' calls to one another, and no others."""

import re

from chart import where
from references import labels_of, matches

NAMESPACE = "attacks"
FLOWS = [
    ("job-api", "result-store", 8081),
    ("attack-worker", "result-store", 8081),
    ("test", "job-api", 8080),
]
TO_KAFKA = ("job-api", "result-store", "attack-worker", "announce", "kafka-topics", "preflight")
TO_POSTGRESQL = ("result-store", "migration", "preflight")


def component(pod):
    return labels_of(pod)["app.kubernetes.io/component"]


def admits(peer, labels, namespace):
    if "ipBlock" in peer:
        return False
    if "namespaceSelector" in peer:
        if not matches(peer["namespaceSelector"], {"kubernetes.io/metadata.name": namespace}):
            return False
    elif namespace != NAMESPACE:
        return False
    return "podSelector" not in peer or matches(peer["podSelector"], labels)


def open_to(rules, side, labels, namespace, port):
    """Whether one of the rules has the port and names the pod on the other side."""
    for rule in rules:
        ports = [each["port"] for each in rule.get("ports", [])]
        peers = rule.get(side)
        if (not ports or port in ports) and (not peers or any(admits(peer, labels, namespace) for peer in peers)):
            return True
    return False


def wrong(rendering):
    policies = rendering.of("NetworkPolicy")
    if not policies:
        if rendering.values.get("networkPolicy", {}).get("enabled", True):
            yield "there is no NetworkPolicy"
        return
    pods = [(owner, pod) for owner, pod in rendering.pods()]

    def of(pod, kind):
        specs = [each["spec"] for each in policies if kind in each["spec"]["policyTypes"]]
        return [each for each in specs if matches(each["podSelector"], labels_of(pod))]

    for owner, pod in pods:
        if not of(pod, "Ingress"):
            yield f"{where(owner)}: no NetworkPolicy keeps others away"
        for port in (8080, 8081):
            if any(open_to(each["ingress"], "from", {"app": "stranger"}, "elsewhere", port) for each in of(pod, "Ingress")):
                yield f"{where(owner)}: any pod may call port {port}"
    for caller, called, port in FLOWS:
        for owner, pod in pods:
            if component(pod) != caller:
                continue
            for target, other in pods:
                if component(other) != called:
                    continue
                ingress, egress = of(other, "Ingress"), of(pod, "Egress")
                if ingress and not any(open_to(each["ingress"], "from", labels_of(pod), NAMESPACE, port) for each in ingress):
                    yield f"{where(owner)} may not call {where(target)} at {port}: no ingress"
                if egress and not any(open_to(each["egress"], "to", labels_of(other), NAMESPACE, port) for each in egress):
                    yield f"{where(owner)} may not call {where(target)} at {port}: no egress"
    if "clients" in rendering.values.get("networkPolicy", {}):
        yield from needless(pods, of)
    yield from exposed(rendering, pods, of)
    yield from outward(rendering, pods, of)
    yield from watched(rendering, pods, of)


def needless(pods, of):
    """Where clients are not the whole namespace: who of the chart may call whom without having to."""
    for owner, pod in pods:
        for target, other in pods:
            for port in (8080, 8081):
                flow = (component(pod), component(other), port)
                rules = [rule for each in of(other, "Ingress") for rule in each["ingress"]]
                admitted = open_to(rules, "from", labels_of(pod), NAMESPACE, port)
                if admitted and flow not in FLOWS:
                    yield f"{where(owner)} may call {where(target)} at {port} without need"


def exposed(rendering, pods, of):
    """The ingress controller may call what has an Ingress or HTTPRoute, and nothing else."""
    controllers = rendering.values["networkPolicy"].get("ingressController", []) if "networkPolicy" in rendering.values else []
    names = {each["metadata"]["name"] for each in rendering.of("Ingress", "HTTPRoute")}
    for owner, pod in pods:
        if owner["kind"] != "Deployment":
            continue
        admitted = [peer for each in of(pod, "Ingress") for rule in each["ingress"] for peer in rule.get("from", [])]
        open_now = bool(controllers) and all(each in admitted for each in controllers)
        if open_now != (owner["metadata"]["name"] in names):
            yield f"{where(owner)}: {'may' if open_now else 'may not'} be called by the ingress controller"


def outward(rendering, pods, of):
    """Of rules with peers outside the chart only the ports can be looked at."""
    kafka = int(re.search(r":(\d+)", rendering.values["kafka"]["bootstrapServers"]).group(1))
    address = re.search(r"//[^/]*:(\d+)/", rendering.values["database"].get("url", ""))
    database = int(address.group(1)) if address else 5432
    for owner, pod in pods:
        rules = [rule for each in of(pod, "Egress") for rule in each["egress"]]
        if not of(pod, "Egress"):
            continue
        ports = {each["port"] for rule in rules for each in rule.get("ports", [])}
        needs = {53}
        needs |= {kafka} if component(pod) in TO_KAFKA else set()
        needs |= {database} if component(pod) in TO_POSTGRESQL else set()
        if needs - ports:
            yield f"{where(owner)}: it may not call ports {sorted(needs - ports)}"
        if component(pod) not in TO_KAFKA and kafka in ports:
            yield f"{where(owner)}: it may call Kafka without need"
        if component(pod) not in TO_POSTGRESQL and database in ports:
            yield f"{where(owner)}: it may call PostgreSQL without need"


def watched(rendering, pods, of):
    if not rendering.of("ServiceMonitor", "PodMonitor"):
        return
    scrapers = rendering.values["networkPolicy"]["monitoring"]
    for owner, pod in pods:
        if owner["kind"] == "Deployment":
            port = pod["spec"]["containers"][0]["ports"][0]["containerPort"]
            peers = [
                peer
                for each in of(pod, "Ingress")
                for rule in each["ingress"]
                if port in [known["port"] for known in rule["ports"]]
                for peer in rule["from"]
            ]
            if not all(each in peers for each in scrapers):
                yield f"{where(owner)}: Prometheus may not scrape it"
