"""A job, its numbers and its arrays."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any

from .errors import ShakedownError
from .service import Service

if TYPE_CHECKING:
    import numpy

ARRAYS = ("perturbation", "blurred", "kernel", "told-kernel", "clean-output", "attacked-output")
PICTURES = (
    "blurred-picture",
    "perturbed-picture",
    "clean-output-picture",
    "attacked-output-picture",
    "target-picture",
)


class Job:
    """One image, one blur, one network, one attack and one budget.

    request and result: the messages as docs/http.md has them; the result is None until the job has ended.
    """

    def __init__(self, store: Service, record: dict[str, Any]) -> None:
        self._store = store
        self.request: dict[str, Any] = record["request"]
        self.result: dict[str, Any] | None = record["result"]

    def __repr__(self) -> str:
        return f"<Job {self.id[:8]} {self.state}>"

    @property
    def id(self) -> str:
        """A hash of everything that determines its result."""
        return str(self.request["jobId"])

    @property
    def state(self) -> str:
        """SUCCEEDED, FAILED or PENDING."""
        return str(self.result["outcome"]["status"]) if self.result else "PENDING"

    @property
    def artifacts(self) -> tuple[str, ...]:
        """The kinds of artifacts that its result names. The campaign's ``retention`` says which are kept."""
        outcome = self.result["outcome"] if self.result else {}
        return tuple(artifact["kind"] for artifact in outcome.get("artifacts", ()))

    def artifact(self, kind: str) -> bytes:
        """An artifact's bytes, of which the SHA-256 was checked: NPY of an array, PNG of a picture.

        Raises ShakedownError if the job has no such artifact, if it is not kept, or if the hash differs.
        """
        if self.result and kind not in self.artifacts:
            known = ", ".join(self.artifacts) or f"none: the job is {self.state}"
            raise ShakedownError(f"artifact: {kind}: must be one that job {self.id} has: {known}")
        content = b"".join(self._store.chunks(f"/api/v1/jobs/{self.id}/artifacts/{kind}"))
        for artifact in self.result["outcome"]["artifacts"] if self.result else ():
            if artifact["kind"] == kind and artifact["sha256"] != hashlib.sha256(content).hexdigest():
                raise ShakedownError(f"artifact: {kind} of job {self.id}: its SHA-256 differs from {artifact['sha256']}")
        return content

    def array(self, kind: str) -> numpy.ndarray[Any, Any]:
        """An array, bit for bit as the worker had it.

        perturbation: delta, float32, shape (3, H, W), on the scale of [0,1].
        blurred: y as attacked, float32, shape (3, H, W).
        kernel: b, float64, shape (K, K), sum 1; not there if no kernel is known.
        clean-output: N(y) of the first judge, float32, shape (3, H, W), not clamped; with ``keepOutputs`` only.
        attacked-output: N(y + delta), likewise.
        """
        if kind not in ARRAYS:
            raise ValueError(f"kind: {kind}: must be one of {', '.join(ARRAYS)}; pictures are read by picture()")
        np = _numpy()
        array: numpy.ndarray[Any, Any] = np.load(io.BytesIO(self.artifact(kind)), allow_pickle=False)
        return array

    @property
    def arrays(self) -> dict[str, numpy.ndarray[Any, Any]]:
        """Every array that the job's result names, by kind: see array()."""
        return {kind: self.array(kind) for kind in ARRAYS if kind in self.artifacts}

    def picture(self, kind: str) -> numpy.ndarray[Any, Any]:
        """A picture, uint8, shape (H, W, 3): an image that was clamped to [0,1] and rounded to 255ths.

        kind: blurred-picture (y), perturbed-picture (y + delta), clean-output-picture (N(y)),
        attacked-output-picture (N(y + delta)), target-picture (the target, where the worker made it).
        """
        if kind not in PICTURES:
            raise ValueError(f"kind: {kind}: must be one of {', '.join(PICTURES)}; arrays are read by array()")
        np = _numpy()
        try:
            from PIL import Image
        except ImportError:
            raise ImportError("pictures need Pillow: pip install 'shakedown-client[pictures]'") from None
        with Image.open(io.BytesIO(self.artifact(kind))) as image:
            pixels: numpy.ndarray[Any, Any] = np.asarray(image.convert("RGB"))
            return pixels

    @property
    def perturbation(self) -> numpy.ndarray[Any, Any]:
        """delta: see array()."""
        return self.array("perturbation")

    @property
    def blurred(self) -> numpy.ndarray[Any, Any]:
        """y: see array()."""
        return self.array("blurred")

    @property
    def kernel(self) -> numpy.ndarray[Any, Any]:
        """b: see array()."""
        return self.array("kernel")

    @property
    def clean_output(self) -> numpy.ndarray[Any, Any]:
        """N(y) in 8 bits: see picture(). ``array("clean-output")`` has it as float32, where it is kept."""
        return self.picture("clean-output-picture")

    @property
    def attacked_output(self) -> numpy.ndarray[Any, Any]:
        """N(y + delta) in 8 bits: see picture()."""
        return self.picture("attacked-output-picture")


def _numpy() -> Any:
    try:
        import numpy
    except ImportError:
        raise ImportError("arrays need NumPy: pip install 'shakedown-client[arrays]'; artifact() gives bytes") from None
    return numpy
