"""The descent rules and rate schedules a game may name, as data: optax's names and arguments.

Our `rate` is optax's learning_rate. The functions behind the names stand in runtime, which alone
imports optax; a test compares the defaults here with optax's own.
"""

from __future__ import annotations

from gamelang.methods.arguments import Argument, Signature

RATE = Argument("rate", "rate", "step size, a number or a schedule", low=0.0)


def _decay(name: str, default: float, doc: str) -> Argument:
    return Argument(name, "real", doc, default, low=0.0, high=1.0, high_strict=True)


def _eps(default: float, name: str = "eps") -> Argument:
    return Argument(name, "real", "keeps a denominator from zero", default, low=0.0)


def _moments(b1: float = 0.9, b2: float = 0.999, eps: float = 1e-8) -> tuple[Argument, ...]:
    return (
        _decay("b1", b1, "decay of the mean of directions"),
        _decay("b2", b2, "decay of the mean of their squares"),
        _eps(eps),
    )


def _weight_decay(default: float) -> Argument:
    return Argument("weight_decay", "real", "pull towards 0", default, low=0.0)


MOMENTUM = Argument("momentum", "real", "share of the last update; may be negative", low=-1, high=1)
NESTEROV = Argument("nesterov", "flag", "look ahead along the momentum", False)


def _optimizer(name: str, *arguments: Argument, doc: str) -> Signature:
    return Signature("optimizer", name, (RATE, *arguments), doc)


_OPTIMIZERS = (
    _optimizer("sgd", MOMENTUM, NESTEROV, doc="the direction itself"),
    _optimizer("adam", *_moments(), NESTEROV, doc="Kingma & Ba 2015"),
    _optimizer("adamw", *_moments(), _weight_decay(1e-4), NESTEROV, doc="Loshchilov & Hutter 2019"),
    _optimizer("adamax", *_moments(), doc="Kingma & Ba 2015"),
    _optimizer("nadam", *_moments(), doc="Dozat 2016"),
    _optimizer("amsgrad", *_moments(), doc="Reddi et al. 2018"),
    _optimizer("adabelief", *_moments(eps=1e-16), doc="Zhuang et al. 2020"),
    _optimizer("radam", *_moments(), doc="Liu et al. 2020"),
    _optimizer("yogi", *_moments(eps=1e-3), doc="Zaheer et al. 2018"),
    _optimizer("lamb", *_moments(eps=1e-6), _weight_decay(0.0), doc="You et al. 2020"),
    _optimizer("lion", *_moments(b2=0.99)[:2], _weight_decay(1e-3), doc="Chen et al. 2023"),
    _optimizer(
        "adagrad",
        Argument("initial_accumulator_value", "real", "first sum of squares", 0.1, low=0.0),
        _eps(1e-7),
        doc="Duchi et al. 2011",
    ),
    _optimizer(
        "adadelta",
        _decay("rho", 0.9, "decay of the mean of squares"),
        _eps(1e-6),
        _weight_decay(0.0),
        doc="Zeiler 2012",
    ),
    _optimizer(
        "rmsprop",
        _decay("decay", 0.9, "decay of the mean of squares"),
        _eps(1e-8),
        Argument("centered", "flag", "subtract the squared mean", False),
        MOMENTUM,
        NESTEROV,
        doc="Hinton 2012",
    ),
    _optimizer("sign_sgd", doc="Bernstein et al. 2018"),
)
OPTIMIZERS = {optimizer.name: optimizer for optimizer in _OPTIMIZERS}


def _number(name: str, doc: str) -> Argument:
    return Argument(name, "real", doc, required=True, low=0.0)


def _steps(name: str, doc: str) -> Argument:
    return Argument(name, "whole", doc, required=True, low=1, high=2**31 - 1)


_SCHEDULES = (
    Signature("schedule", "constant", (_number("rate", "the rate"),), "always the same"),
    Signature(
        "schedule",
        "cosine",
        (
            _number("rate", "at the start"),
            _steps("steps", "until it ends"),
            Argument("alpha", "real", "end as a share of the start", 0.0, low=0.0, high=1.0),
        ),
        "half a cosine wave down to alpha · rate",
    ),
    Signature(
        "schedule",
        "linear",
        (
            _number("rate", "at the start"),
            _number("end", "at the end"),
            _steps("steps", "until it ends"),
        ),
        "a straight line from rate to end",
    ),
    Signature(
        "schedule",
        "exponential",
        (
            _number("rate", "at the start"),
            _steps("steps", "for one factor"),
            Argument(
                "decay", "real", "the factor", required=True, low=0.0, high=1.0, low_strict=True
            ),
        ),
        "rate · decay^(step / steps)",
    ),
    Signature(
        "schedule",
        "warmup",
        (_number("rate", "after warming up"), _steps("steps", "of warming up")),
        "from 0 in a straight line, then constant",
    ),
    Signature(
        "schedule",
        "warmup_cosine",
        (
            _number("rate", "the highest"),
            _steps("warmup", "steps of warming up"),
            _steps("steps", "until it ends, warming up included"),
            Argument("end", "real", "the last rate", 0.0, low=0.0),
        ),
        "from 0 in a straight line, then half a cosine wave down to end",
    ),
)
SCHEDULES = {schedule.name: schedule for schedule in _SCHEDULES}
