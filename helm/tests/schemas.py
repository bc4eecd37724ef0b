"""Renderings against the schemas of Kubernetes, strictly: a field that is not known is wrong."""

import json
import subprocess
from functools import lru_cache
from pathlib import Path

import jsonschema
import kubernetes_validate
from referencing import Registry, Resource

from chart import TESTS, where

SCHEMAS = Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema"


@lru_cache(maxsize=None)
def registry(version):
    definitions = json.loads((SCHEMAS / f"v{version}-local-strict" / "_definitions.json").read_text())
    return Resource.from_contents(definitions) @ Registry()


@lru_cache(maxsize=None)
def validator(version, api_version, kind):
    group, _, number = api_version.rpartition("/")
    name = "-".join(filter(None, [kind.lower(), group.split(".")[0], number]))
    path = SCHEMAS / f"v{version}-local-strict" / f"{name}.json"
    if not path.exists():
        return None
    return jsonschema.Draft202012Validator(json.loads(path.read_text()), registry=registry(version))


def wrong(rendering, version):
    """Errors against the schemas of this Kubernetes version, custom resources excepted."""
    for each in rendering.objects:
        if is_custom(each):
            continue
        schema = validator(version, each["apiVersion"], each["kind"])
        if schema is None:
            yield f"{where(each)}: Kubernetes {version} has no {each['apiVersion']} {each['kind']}"
            continue
        for error in schema.iter_errors(each):
            yield f"{where(each)}: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"


def is_custom(each):
    group = each["apiVersion"].rpartition("/")[0]
    return "." in group and not (group.endswith(".k8s.io") and group != "gateway.networking.k8s.io")


def wrong_custom(renderings):
    """The same for the operators' resources; of all renderings at once, in one process."""
    handed = [
        {"where": f"{rendering.name}: {where(each)}", "object": each}
        for rendering in renderings
        for each in rendering.objects
        if is_custom(each)
    ]
    command = ["node", TESTS / "custom-resources.mjs"]
    ran = subprocess.run(command, input=json.dumps(handed), capture_output=True, text=True, check=False)
    if ran.returncode:
        yield ran.stderr.strip()
        return
    for result in json.loads(ran.stdout):
        for error in result["errors"]:
            yield f"{result['where']}: {error}"
