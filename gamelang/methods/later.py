"""Methods of the literature that a game may name already and that cannot run yet."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Later:
    """A method's name and its source; its arguments are not checked yet."""

    name: str
    reference: str


_ALL = (
    Later("consensus", "Mescheder et al. 2017"),
    Later("optimistic", "Popov 1980; Daskalakis et al. 2018"),
    Later("lookahead", "Zhang & Lesser 2010"),
    Later("lola", "Foerster et al. 2018"),
    Later("sos", "Letcher et al. 2019 (ICLR)"),
    Later("cgd", "Schäfer & Anandkumar 2019"),
    Later("acgd", "Schäfer et al. 2020"),
    Later("hamiltonian_descent", "Abernethy et al. 2019"),
    Later("follow_the_ridge", "Wang et al. 2020"),
    Later("stackelberg", "Fiez et al. 2020"),
    Later("local_symplectic_surgery", "Mazumdar et al. 2019"),
    Later("lead", "Hemmat et al. 2023"),
    Later("extra_adam", "Gidel et al. 2019"),
    Later("optimistic_adam", "Daskalakis et al. 2018"),
    Later("proximal", "Rockafellar 1976"),
    Later("mirror", "Nemirovski & Yudin 1983"),
    Later("optimistic_mirror", "Rakhlin & Sridharan 2013"),
    Later("unrolled", "Metz et al. 2017"),
)
LATER = {method.name: method for method in _ALL}
