"""Images: one registry for all of them, one version, and the commands of docs/kubernetes.md that build each."""

import re
from xml.etree import ElementTree

import yaml

from chart import CHART, ROOT, where
from references import containers

GUIDE = ROOT / "docs/kubernetes.md"
REGISTRY = "registry.example.org/research"


def version():
    """The version of the command line and the services, without -SNAPSHOT."""
    project = ElementTree.parse(ROOT / "pom.xml").getroot()
    return project.find("{http://maven.apache.org/POM/4.0.0}version").text.removesuffix("-SNAPSHOT")


def versions():
    """The chart, docker-compose.yml, the Dockerfile and the guide name the version of pom.xml."""
    wanted = version()
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    for key in ("version", "appVersion"):
        if str(chart[key]) != wanted:
            yield f"Chart.yaml: {key}: {chart[key]}: must be {wanted}, the version in pom.xml, which ./shakedown --version prints"
    for name, pattern in {
        "docker-compose.yml": r"SHAKEDOWN_VERSION:-([^}]+)}",
        "docker/Dockerfile": r"-t shakedown/[a-z-]+:([0-9.]+)",
        "docker/README.md": r"-t shakedown/[a-z-]+:([0-9.]+)",
        "docs/kubernetes.md": r"\$registry/shakedown/[a-z-]+:([0-9.]+)",
    }.items():
        found = set(re.findall(pattern, (ROOT / name).read_text()))
        if found != {wanted}:
            yield f"{name}: images have the versions {sorted(found)}: must be {wanted}, the version in pom.xml"


def built():
    """The guide builds and pushes each image of the Dockerfile, and copies the others that the chart can use."""
    text = GUIDE.read_text()
    images = dict(re.findall(r"--target (\S+)\s+-t \$registry/(\S+)", text))
    pushed = set(re.findall(r"docker push \$registry/(\S+)", text))
    stages = re.findall(r"^FROM \S+ AS (\S+)", (ROOT / "docker/Dockerfile").read_text(), re.M)
    composed = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"].values()
    targets = {each["build"]["target"] for each in composed if "build" in each}
    for target in sorted(targets):
        if target not in stages or target not in images:
            yield f"docs/kubernetes.md: builds no image of the target {target}"
    for target, image in images.items():
        if image not in pushed:
            yield f"docs/kubernetes.md: builds {image}, but does not push it"
        if target not in stages:
            yield f"docs/kubernetes.md: {target} is no target of docker/Dockerfile"


def pushed():
    return {f"{REGISTRY}/{image}" for image in re.findall(r"docker push \$registry/(\S+)", GUIDE.read_text())}


def guide():
    yield from versions()
    yield from built()


def named(rendering):
    """The images of a rendering with their pods. Images of networks are named whole, by the values."""
    whole = {each["image"]["reference"] for each in rendering.values.get("networks", {}).values() if "image" in each}
    for owner, pod in rendering.pods():
        for container in containers(pod):
            if container["image"] not in whole:
                yield where(owner), container["image"]


def wrong(rendering):
    registry = rendering.values.get("images", {}).get("registry", "")
    for owner, image in named(rendering):
        if registry and not image.startswith(f"{registry}/"):
            yield f"{owner}: image {image}: must be below images.registry, {registry}"
