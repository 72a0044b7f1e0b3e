"""Values at places, over one ring, refused where a loss may not be defined there."""

from __future__ import annotations

from gamelang.certify.constants import Assumptions
from gamelang.certify.evaluation import Evaluator, Place, Value
from gamelang.certify.expansion import Expanded, expand_over
from gamelang.certify.forms import Forms
from gamelang.certify.polynomials import Demand, Ring, UndecidedError
from gamelang.certify.quotients import Form
from gamelang.certify.setting import Setting


class Evidence:
    """Evaluates places of one game; the losses are expanded only where something asks."""

    def __init__(self, setting: Setting, limit: int) -> None:
        self.setting = setting
        self.forms = Forms(Ring(limit))
        self.evaluator = Evaluator(setting, self.forms)
        self._expanded: Expanded | None = None
        self._fixed: list[Demand] = []
        self._known: dict[str, Value] = {}

    @property
    def expanded(self) -> Expanded:
        """The losses in parameters and constants."""
        if self._expanded is None:
            before = len(self.forms.ring.demands)
            e = self._expanded = expand_over(self.setting, self.forms, {})
            met = self.forms.ring.demands[before:]
            self._fixed = [d for d in met if not any(e.agents(m) for m in d.numerator)]
        return self._expanded

    def value(self, place: Place) -> Value:
        """The value; for all constants at once where some are symbols."""
        key = repr((sorted(place.weights.items()), place.entry, place.moves, place.point))
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._found(place)
        return known

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
