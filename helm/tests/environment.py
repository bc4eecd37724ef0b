"""Names of environment variables are settings that the services have: in their sources, or in docs/."""

import re
from functools import lru_cache

from chart import ROOT, where
from references import containers

MODULES = {
    "job-api": ("job-api", "libs/service"),
    "result-store": ("result-store", "libs/service"),
    "migration": ("result-store", "libs/service"),
    "attack-worker": ("attack-worker", "libs/service"),
    "announce": ("attack-worker", "libs/service"),
}
# Variables that neither the sources nor docs/ name, with their reader.
OTHERS = {
    "DATABASE_HOST": "the kubelet, in QUARKUS_DATASOURCE_JDBC_URL",
    "DATABASE_PORT": "the kubelet, in QUARKUS_DATASOURCE_JDBC_URL",
    "DATABASE_NAME": "the kubelet, in QUARKUS_DATASOURCE_JDBC_URL",
    "AWS_ACCESS_KEY_ID": "the AWS SDK",
    "AWS_SECRET_ACCESS_KEY": "the AWS SDK",
    "JDK_JAVA_OPTIONS": "the JVM",
    "NVIDIA_DRIVER_CAPABILITIES": "the NVIDIA container runtime, which then puts nvidia-smi into the container",
    "KAFKA_SSL_KEYSTORE_KEY": "Kafka's clients, ssl.keystore.key (KIP-651)",
    "KAFKA_SSL_KEYSTORE_CERTIFICATE_CHAIN": "Kafka's clients, ssl.keystore.certificate.chain (KIP-651)",
}


def variable(key):
    return re.sub(r"[^A-Za-z0-9]", "_", key).upper()


def dashed(name):
    return re.sub(r"([A-Z])", lambda letter: "-" + letter.group(1).lower(), name)


@lru_cache(maxsize=None)
def settings(module):
    """Every key that the module's sources ask for, as a variable's name."""
    found = set()
    for path in (ROOT / module / "src/main/resources").glob("application.*"):
        found |= {variable(each) for each in re.findall(r"\$\{(shakedown\.[a-z.-]+)\}", path.read_text())}
    for path in (ROOT / module / "src/main/java").rglob("*.java"):
        text = path.read_text()
        found |= {variable(each) for each in re.findall(r'@ConfigProperty\(\s*name = "([^"]+)"', text)}
        found |= {variable(each) for each in re.findall(r'String [A-Z_]+ = "(shakedown\.[a-z-]+\.[a-z.-]+)";', text)}
        prefix = re.search(r'@ConfigMapping\(prefix = "([^"]+)"\)', text)
        if prefix:
            methods = r'(?:@WithName\("([^"]+)"\)\s*)?(?:^\s+)[A-Za-z<>.]+ ([a-z][A-Za-z]*)\(\);'
            for named, method in re.findall(methods, text, re.M):
                found.add(variable(f"{prefix.group(1)}.{named or dashed(method)}"))
    return found


@lru_cache(maxsize=None)
def documented():
    """Variables that docs/ and README.md write down, except those of Shakedown itself, for which the sources speak."""
    found = set()
    for path in [*(ROOT / "docs").glob("*.md"), ROOT / "README.md"]:
        found |= set(re.findall(r"\b(?:KAFKA|QUARKUS|MP_JWT)_[A-Z_]+\b", path.read_text()))
    return found


def wrong(rendering):
    for owner, pod in rendering.pods():
        for container in containers(pod):
            known = documented() | set(OTHERS)
            for module in MODULES.get(container["name"], ()):
                known = known | settings(module)
            # Settings of one service each.
            prefix = "(JOB_API|RESULT_STORE|ATTACK_WORKER)_(?=KAFKA_)" if container["name"] == "preflight" else "$"
            for each in container.get("env", []):
                if re.sub(f"^{prefix}", "", each["name"]) not in known:
                    yield f"{where(owner)}: {container['name']} has no setting {each['name']}"
