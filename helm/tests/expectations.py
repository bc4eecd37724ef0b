"""Value sets without a full rendering in golden/: their objects by name, and the values that the set is there for."""

import yaml

from chart import CHART, TESTS, Loader, where

RELEASE = "demo-shakedown-"
VERSION = yaml.safe_load((CHART / "Chart.yaml").read_text())["version"]

# Components whose objects have other names.
COMPONENTS = {
    "issuer": "job-api",
    "kafka": "attack-worker",
    "keda": "attack-worker",
    "smoke": "test",
    "topics": "kafka-topics",
    "worker": "attack-worker",
}


def load():
    return yaml.load((TESTS / "expectations.yaml").read_text(), Loader)


def wrong(rendering, expectations):
    """How a rendering differs from the expectations for its value set."""
    yield from objects(rendering, expectations["objects"])
    yield from metadata(rendering)
    for expected in expectations["expected"]:
        kind, *names = expected["of"].split()
        for name in names:
            found = [each for each in rendering.of(kind) if each["metadata"]["name"] == RELEASE + name]
            if not found:
                yield f"{kind} {RELEASE}{name} is missing"
            for each in found:
                for part, value in expected.items():
                    for problem in differences(value, PARTS[part](each), part) if part != "of" else ():
                        yield f"{where(each)}: {problem}"


def objects(rendering, expected):
    named = {where(each) for each in rendering.objects}
    wanted = {f"{kind} {RELEASE}{name}" for kind, names in expected.items() for name in names.split()}
    for each in sorted(wanted - named):
        yield f"{each} is missing"
    for each in sorted(named - wanted):
        yield f"{each} is not in expectations.yaml"


def metadata(rendering):
    """Every object is in the release's namespace and has the labels of the chart, its component and its pool."""
    for each in rendering.objects:
        labels = {
            "app.kubernetes.io/name": "shakedown",
            "app.kubernetes.io/instance": "demo",
            "app.kubernetes.io/part-of": "shakedown",
            **belonging(each["metadata"]["name"].removeprefix(RELEASE)),
        }
        # A pod keeps its labels when the chart's version changes.
        of_version = {
            "app.kubernetes.io/version": VERSION,
            "app.kubernetes.io/managed-by": "Helm",
            "helm.sh/chart": f"shakedown-{VERSION}",
        }
        own = labels if each["kind"] == "Pod" else {**labels, **of_version}
        yield from (f"{where(each)}: {problem}" for problem in differences(own, each["metadata"]["labels"], "labels"))
        if each["metadata"].get("namespace") != "attacks":
            yield f"{where(each)}: its namespace is {each['metadata'].get('namespace')}"
    for owner, template in rendering.pods():
        labels = belonging(owner["metadata"]["name"].removeprefix(RELEASE))
        yield from (f"{where(owner)}: pod: {problem}" for problem in differences(labels, template["metadata"]["labels"], "labels"))


def belonging(name):
    """The labels that follow from an object's name: its component, and the pool of worker-POOL and announce-POOL."""
    first, _, pool = name.partition("-")
    if pool and first in ("worker", "announce", "preflight"):
        return {"app.kubernetes.io/component": COMPONENTS.get(first, first), "shakedown.dev/pool": pool}
    return {"app.kubernetes.io/component": COMPONENTS.get(name, name)}


def pod(each):
    return each["spec"] if each["kind"] == "Pod" else each["spec"]["template"]["spec"]


def environment(each):
    """Variables of the first container by name; a key of a Secret is written as `Secret NAME KEY`."""
    found = {}
    for variable in pod(each)["containers"][0].get("env", []):
        secret = variable.get("valueFrom", {}).get("secretKeyRef")
        found[variable["name"]] = f"Secret {secret['name']} {secret['key']}" if secret else variable.get("value")
    return found


def trigger(each):
    """What all triggers of a ScaledObject have in common; pods.py checks their topics."""
    first, *others = each["spec"]["triggers"]
    metadata = {key: value for key, value in first["metadata"].items() if all(other["metadata"].get(key) == value for other in others)}
    same = {key: value for key, value in first.items() if all(other.get(key) == value for other in others)}
    return {**same, **metadata}


# The part of an object that each key of an expectation is compared with.
PARTS = {
    "spec": lambda each: each["spec"],
    "data": lambda each: each["data"],
    "pod": pod,
    "podAnnotations": lambda each: each["spec"]["template"]["metadata"].get("annotations", {}),
    "container": lambda each: pod(each)["containers"][0],
    "env": environment,
    "trigger": trigger,
}


def differences(expected, actual, path):
    """Mappings may have more keys than expected, and null means absent. Items of lists are found by name, or by position."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key, value in expected.items():
            if value is None and key in actual:
                yield f"{path}/{key}: {actual[key]}, expected no such key"
            elif value is not None and key not in actual:
                yield f"{path}/{key}: missing, expected {value}"
            elif value is not None:
                yield from differences(value, actual[key], f"{path}/{key}")
    elif isinstance(expected, list) and isinstance(actual, list):
        yield from of_lists(expected, actual, path)
    elif expected != actual:
        yield f"{path}: {actual}, expected {expected}"


def of_lists(expected, actual, path):
    names = [each.get("name") for each in actual if isinstance(each, dict)]
    if names and None not in names and len(names) == len(set(names)):
        for each in expected:
            if each["name"] in names:
                yield from differences(each, actual[names.index(each["name"])], f"{path}/{each['name']}")
            else:
                yield f"{path}: no {each['name']}"
    elif len(expected) != len(actual):
        yield f"{path}: {actual}, expected {expected}"
    else:
        for index, (one, other) in enumerate(zip(expected, actual)):
            yield from differences(one, other, f"{path}/{index}")
