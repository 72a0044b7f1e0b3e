"""Values at places, over one ring, refused where a loss may not be defined there."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property

from flint import arb

from gamelang.builtins.smoothness import kinked, partial
from gamelang.certify.constants import Assumptions
from gamelang.certify.evaluation import Evaluator, Place, Point, Value
from gamelang.certify.expansion import Expanded, expand_over
from gamelang.certify.forms import Forms
from gamelang.certify.limit import Limit
from gamelang.certify.polynomials import Demand, Ring, UndecidedError
from gamelang.certify.quotients import Form
from gamelang.certify.setting import Setting
from gamelang.certify.sparse.evaluation import followed
from gamelang.certify.sparse.points import is_sparse
from gamelang.core import typed
from gamelang.core.typed import Node


class Evidence:
    """Evaluates places of one game; the losses are expanded only where something asks."""

    def __init__(self, setting: Setting, limit: Limit) -> None:
        self.setting = setting
        self.forms = Forms(Ring(limit))
        self.evaluator = Evaluator(setting, self.forms)
        self._expanded: Expanded | UndecidedError | None = None
        self._fixed: list[Demand] = []
        self._known: dict[str, Value] = {}
        self._formless: dict[tuple[str, bool], str | None] = {}

    @property
    def expanded(self) -> Expanded:
        """The losses in parameters and constants."""
        if self._expanded is None:
            before = len(self.forms.ring.demands)
            try:
                e = self._expanded = expand_over(self.setting, self.forms, {})
            except UndecidedError as problem:  # once is enough: it may have taken long
                self._expanded = problem
            else:
                met = self.forms.ring.demands[before:]
                self._fixed = [d for d in met if not any(e.agents(m) for m in d.numerator)]
        if isinstance(self._expanded, UndecidedError):
            raise UndecidedError(str(self._expanded))
        return self._expanded

    def value(self, place: Place) -> Value:
        """The value; for all constants at once where some are symbols."""
        for agent in place.weights:
            self._require_form(agent, is_sparse(place.point))
        key = repr(
            (sorted(place.weights.items()), place.entry, place.moves, place.point, place.mirrored)
        )
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._found(place)
        return known

    def _require_form(self, agent: int, sparse: bool) -> None:
        """Refuses at once what would be met in the loss at every point."""
        player = self.setting.agents[agent].player
        key = player.name, sparse
        if key not in self._formless:
            found = (n for n in typed.postorder(player.loss) if isinstance(n, typed.Learning))
            stops = (n for n in found if not (sparse and followed(n)))
            self._formless[key] = next(map(typed.no_form, stops), None)
        reason = self._formless[key]
        if reason is not None:
            raise UndecidedError(reason)

    @cached_property
    def _partial(self) -> bool:
        """Whether some loss may be undefined somewhere."""
        return partial(*self._losses)

    @property
    def _losses(self) -> list[Node]:
        return [player.loss for player in self.setting.game.players]

    @cached_property
    def _beyond(self) -> bool:
        """Whether a point may lie outside the domain, and mean nothing there. Where a limit is a
        constant without a value this cannot be seen; losses that are analytic everywhere fulfil
        no identity on the domain that they do not fulfil everywhere."""
        return self.setting.limits_open and (self._partial or kinked(*self._losses))

    def require_defined(self, *points: Point) -> None:
        """A verdict speaks of points of the domain at which every loss has a value; no others."""
        if self._beyond:
            raise UndecidedError("whether the witness is in the domain depends on constants")
        if not self._partial:
            return
        for point in points:
            for agent in range(len(self.setting.agents)):
                value = self.value(Place({agent: Fraction(1)}, point))
                if isinstance(value, arb) and not value.is_finite():
                    raise UndecidedError("a loss has no value at the point")

    def _found(self, place: Place) -> Value:
        before = len(self.forms.ring.demands)
        value = self.evaluator.value(place)
        if self.setting.symbols:
            for demand in self.forms.ring.demands[before:]:
                self._must_hold(demand)
        return value

    def _must_hold(self, demand: Demand) -> None:
        """What was divided by, or stood below a root, is not 0 (positive) for all constants here;
        or else whatever the parameters, and then such constants are none of the game's."""
        assumptions = Assumptions(self.setting, self.forms)
        if demand.kind == "nonzero":
            holds = assumptions.never_zero(demand.numerator)
        else:
            holds = assumptions.positive(Form(demand.numerator, demand.denominator))
        if not holds and self.expanded and demand not in self._fixed:
            raise UndecidedError("for some constants a loss is not defined at the witness")
