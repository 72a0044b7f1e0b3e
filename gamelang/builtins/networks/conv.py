"""Convolutional networks on images [height, width, channels]: `conv(32, 64)`, `deconv(64, 32)`.

The channels given are those of the images between the ends. An end that is an image is reached by a
convolution, a flat one by a dense layer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from gamelang.builtins.convolution import reduced
from gamelang.builtins.networks.layers import (
    affine,
    affine_weights,
    first,
    flat,
    shaped,
    width_of,
)
from gamelang.builtins.networks.normalising import NORMS, activated, norm_weights
from gamelang.builtins.networks.record import (
    Input,
    NetworkKind,
    Plan,
    PlanError,
    Weight,
    Wiring,
)
from gamelang.core.building import Builder
from gamelang.core.dims import ZERO, Dim, Shape, count, describe
from gamelang.core.typed import Node

IMAGE = 3  # axes of an image


def _images(plan: Plan) -> list[Shape]:
    return [i.shape for i in plan.inputs if len(i.shape) == IMAGE]


def _start(plan: Plan) -> Shape:
    """The image that all inputs make together."""
    images = _images(plan)
    if any(image[:2] != images[0][:2] for image in images):
        texts = " and a ".join(map(describe, images))
        raise PlanError(f"images of one network have one height and width, not a {texts}")
    others = [i.width for i in plan.inputs if len(i.shape) != IMAGE]
    return (*images[0][:2], sum([*(image[2] for image in images), *others], ZERO))


def _known(plan: Plan, shape: Shape) -> tuple[int, int]:
    height, width = (size.value(plan.known) for size in shape[:2])
    if height is None or width is None:
        raise PlanError(
            f"a convolution needs to know the height and width of a {describe(shape)}",
            "give its dims values",
        )
    return height, width


def _smaller(plan: Plan, shape: Shape) -> tuple[Dim, Dim]:
    height, width = _known(plan, shape)
    stride = plan.numbers["stride"]
    return Dim.of(reduced(height, stride)), Dim.of(reduced(width, stride))


def _images_down(plan: Plan) -> list[Shape]:
    """The images of a conv, from its input on."""
    if not _images(plan):
        raise PlanError(
            "a conv needs an image among its inputs, a tensor[height, width, channels]",
            "a network that makes an image of a vector is a `deconv(...)`",
        )
    found = [_start(plan)]
    last = [plan.output[2]] if len(plan.output) == IMAGE else []
    for channels in (*plan.widths, *last):
        found.append((*_smaller(plan, found[-1]), channels))
    if last and found[-1] != plan.output:
        stride = plan.numbers["stride"]
        raise PlanError(
            f"with a stride of {stride} this conv makes a {describe(found[-1])}, "
            f"and its output is a {describe(plan.output)}",
            f"write `-> {describe(found[-1])}`" if stride > 1 else None,
        )
    return found


def _conv_weights(plan: Plan) -> tuple[Weight, ...]:
    images = _images_down(plan)
    if len(plan.output) == IMAGE:
        return tuple(_kernels(plan, images, 0))
    flat_end = affine_weights(len(images) - 1, count(images[-1]), plan.output)
    return (*_kernels(plan, images, 0, all_hidden=True), *flat_end)


def _kernels(
    plan: Plan, images: Sequence[Shape], start: int, all_hidden: bool = False
) -> list[Weight]:
    """Kernels from image to image; the last image is the output, unless all are hidden."""
    side = Dim.of(plan.numbers["kernel"])
    found: list[Weight] = []
    for number, (here, after) in enumerate(pairwise(images), start):
        fan = side * side * here[2]
        shape = (side, side, here[2], after[2])
        found.append(Weight(f"weight{number}", shape, "uniform", fan))
        found.append(Weight(f"bias{number}", (after[2],), "uniform", fan))
        if all_hidden or number - start < len(images) - 2:
            found += norm_weights(plan, number, after[2])
    return found


def _conv_value(wiring: Wiring) -> Node:
    b, plan, given = wiring.builder, wiring.plan, iter(wiring.weights)
    images = _images_down(plan)
    x = _together(b, plan.inputs, wiring.inputs)
    x = _layers(wiring, "convolve", x, images[1:], given, 0)
    if len(plan.output) == IMAGE:
        return x
    x = x if len(images) == 1 else activated(wiring, x, given)
    x = affine(b, shaped(b, x, (count(images[-1]),)), next(given), next(given))
    return shaped(b, x, plan.output)


def _layers(
    wiring: Wiring,
    function: str,
    x: Node,
    images: Sequence[Shape],
    given: Iterator[Node],
    start: int,
) -> Node:
    """Convolutions to these images, with the activation between them."""
    b = wiring.builder
    stride = b.number(wiring.plan.numbers["stride"], "int")
    for number, shape in enumerate(images, start):
        x = x if number == 0 else activated(wiring, x, given)
        x = b.apply(function, (x, next(given), next(given), stride), shape)
    return x


def _together(b: Builder, inputs: Sequence[Input], nodes: Sequence[Node]) -> Node:
    """One image; what is flat becomes constant channels."""
    pairs = list(zip(inputs, nodes, strict=True))
    images = [x for i, x in pairs if len(i.shape) == IMAGE]
    others = [flat(b, i, x) for i, x in pairs if len(i.shape) != IMAGE]
    whole = images[0]
    for more in (*images[1:], *others):
        shape = (*whole.shape[:2], whole.shape[2] + more.shape[-1])
        whole = b.apply("beside", (whole, more), shape)
    return whole


def _images_up(plan: Plan) -> list[Shape]:
    """The images of a deconv, from the first one on."""
    if len(plan.output) != IMAGE:
        raise PlanError(
            f"a deconv makes an image, a tensor[height, width, channels], "
            f"and its output is a {describe(plan.output)}",
            "a network that makes a vector of an image is a `conv(...)`",
        )
    whole = bool(_images(plan))
    if not whole and not plan.widths:
        raise PlanError("a deconv of a vector needs channels", "write `deconv(32)`")
    found = [plan.output]
    for channels in (*reversed(plan.widths), *([_start(plan)[2]] if whole else [])):
        found.append((*_smaller(plan, found[-1]), channels))
    found.reverse()
    if whole and found[0] != _start(plan):
        raise PlanError(
            f"with a stride of {plan.numbers['stride']} this deconv makes its output of a "
            f"{describe(found[0])}, and its input is a {describe(_start(plan))}"
        )
    return found


def _deconv_weights(plan: Plan) -> tuple[Weight, ...]:
    images = _images_up(plan)
    if _images(plan):
        return tuple(_kernels(plan, images, 0))
    dense = affine_weights(0, width_of(plan.inputs), (count(images[0]),))
    return (*dense, *norm_weights(plan, 0, images[0][2]), *_kernels(plan, images, 1))


def _deconv_value(wiring: Wiring) -> Node:
    b, plan, given = wiring.builder, wiring.plan, iter(wiring.weights)
    images = _images_up(plan)
    if _images(plan):
        x = _together(b, plan.inputs, wiring.inputs)
        return _layers(wiring, "deconvolve", x, images[1:], given, 0)
    x = shaped(b, first(wiring, next(given), next(given)), images[0])
    return _layers(wiring, "deconvolve", x, images[1:], given, 1)


CONV = NetworkKind(
    name="conv",
    signature="conv(channels..., kernel=3, stride=1, activation=relu, norm=)",
    doc="Convolutions of an image, and a dense layer at the end where the output is no image.",
    weights=_conv_weights,
    value=_conv_value,
    most=None,
    numbers={"kernel": 3, "stride": 1},
    activation="relu",
    norms=NORMS,
)
DECONV = NetworkKind(
    name="deconv",
    signature="deconv(channels..., kernel=3, stride=1, activation=relu, norm=)",
    doc="Transposed convolutions up to an image, from a dense layer where no input is one.",
    weights=_deconv_weights,
    value=_deconv_value,
    most=None,
    numbers={"kernel": 3, "stride": 1},
    activation="relu",
    norms=NORMS,
)
