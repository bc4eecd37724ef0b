"""The chart as Helm renders it."""

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import yaml

TESTS = Path(__file__).resolve().parent
CHART = TESTS.parent / "shakedown"
ROOT = TESTS.parent.parent
TOOLS = Path(os.environ["SHAKEDOWN_HELM_TOOLS"])
HELMS = {"helm 3": TOOLS / "helm-3", "helm 4": TOOLS / "helm-4"}
OLDEST, NEWEST = "1.29.0", "1.37.0"
# The oldest Kubernetes of value sets that need a newer one than the chart.
NEEDS = {"everything": "1.35.0"}


class Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):
    """Refuses a mapping with a duplicate key; YAML's own loader takes the last value."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key) for key, _ in node.value]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise yaml.YAMLError(f"key given twice: {', '.join(map(str, twice))} {node.start_mark}")
        return super().construct_mapping(node, deep)


def helm(which, *arguments):
    return subprocess.run([HELMS[which], *map(str, arguments)], capture_output=True, text=True, check=False)


def template(which, values, kube_version, chart=CHART):
    return helm(which, "template", "demo", chart, "--namespace", "attacks", "--values", values, "--kube-version", kube_version)


@dataclass
class Rendering:
    """The objects that one value set renders to, for one version of Kubernetes."""

    name: str
    values: dict
    text: str
    objects: list = field(default_factory=list)

    def __post_init__(self):
        self.objects = [each for each in yaml.load_all(self.text, Loader) if each]

    def of(self, *kinds):
        return [each for each in self.objects if each["kind"] in kinds]

    def pods(self):
        """Every pod template, with the object that it is of."""
        for each in self.objects:
            if each["kind"] == "Pod":
                yield each, each
            elif "template" in each.get("spec", {}):
                yield each, each["spec"]["template"]


def where(each):
    return f"{each['kind']} {each['metadata']['name']}"


def value_sets():
    sets = {path.name.removesuffix("-values.yaml"): path for path in sorted((CHART / "ci").glob("*-values.yaml"))}
    return {**sets, "quickstart": CHART / "values-quickstart.yaml"}
