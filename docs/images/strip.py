"""Draws the README's picture from a job's folder: python3 docs/images/strip.py shakedown-out/demo/jobs/03-* demo.jpg"""
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

PICTURES = [
    ("x.png", "x: sharp"),
    ("blurred.png", "y: blurred"),
    ("perturbed.png", "y + delta: attacked"),
    ("delta-amplified.png", "delta, amplified"),
    ("clean-output.png", "N(y): restored"),
    ("attacked-output.png", "N(y + delta)"),
]
SIDE, GAP, CAPTION = 220, 12, 30


def main(folder: str, out: str) -> None:
    width = len(PICTURES) * SIDE + (len(PICTURES) + 1) * GAP
    strip = Image.new("RGB", (width, SIDE + CAPTION + 2 * GAP), "white")
    draw = ImageDraw.Draw(strip)
    font = ImageFont.truetype("DejaVuSans.ttf", 15)
    for i, (name, caption) in enumerate(PICTURES):
        left = GAP + i * (SIDE + GAP)
        strip.paste(Image.open(Path(folder) / name).convert("RGB").resize((SIDE, SIDE), Image.LANCZOS), (left, GAP))
        draw.text((left, GAP + SIDE + 6), caption, fill="#333333", font=font)
    strip.save(out, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
