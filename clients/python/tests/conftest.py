import pytest

from stub import Stub


@pytest.fixture
def stub(monkeypatch):
    for name in ("SHAKEDOWN_API", "SHAKEDOWN_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with Stub() as running:
        yield running
