"""Games of unknown sizes, from bilinear to networks, for tests of index notation."""

from __future__ import annotations

from random import Random

GAMES = {
    "bilinear": """const A: matrix[m, n]
player row:
    x: vector[m]
    minimize dot(x, A @ y)
player column:
    y: vector[n]
    maximize dot(x, A @ y)""",
    "quadratic": """const P: matrix[m, m]
const B: matrix[m, n]
player row:
    x: vector[m]
    minimize dot(x, P @ x) / 2 + dot(x, B @ y) + sum(x)
player column:
    y: vector[n]
    minimize norm2(y) + dot(B.T @ x, y)""",
    "antisymmetric": """const K: matrix[n, n] antisymmetric
player row:
    x: vector[n]
    minimize dot(x, K @ y) + dot(x, K @ x)
player column:
    y: vector[n]
    minimize dot(y, K @ x)""",
    "cournot": """const a
const b
const c: vector[n]
player firm[i in n]:
    q: real
    maximize q[i] * (a - b * sum(q)) - c[i] * q[i]""",
    "cournot_slopes": """const a
const b: vector[n]
player firm[i in n]:
    q: real
    maximize q[i] * (a - b[i] * sum(q))""",
    "network": """const G: matrix[n, n]
player node[i in n]:
    x: real
    minimize x[i]**2 / 2 - x[i] * sum(G[i, j] * x[j] for j in n if j != i)""",
    "symmetric_network": """const G: matrix[n, n] symmetric
player node[i in n]:
    x: real
    minimize x[i]**2 / 2 - x[i] * sum(G[i, j] * x[j] for j in n if j != i)""",
    "gan": """player generator:
    V: matrix[n, n]
    minimize trace(W @ (eye(n) - V @ V.T))
player critic:
    W: matrix[n, n]
    maximize trace(W @ (eye(n) - V @ V.T))""",
    "team": """const w: vector[m]
const X: matrix[n, m]
player first:
    U: matrix[m, m]
    minimize sum((v[j] * tanh(dot(U @ X[j], w)) - 1)**2 for j in n) + norm2(U)
player second:
    v: vector[n]
    minimize sum((v[j] * tanh(dot(U @ X[j], w)) - 1)**2 for j in n)""",
    "least_squares": """const A: matrix[m, n]
const b: vector[m]
player one:
    x: vector[n]
    minimize norm2(A @ x + y - b)
player two:
    y: vector[m]
    minimize norm2(A @ x + y - b) + norm2(y)""",
    "log_det": """player one:
    S: matrix[n, n]
    minimize log(det(S @ S.T + eye(n))) + trace(S @ T)
player two:
    T: matrix[n, n]
    minimize trace(S @ T) + norm2(T)""",
    "inverse": """const Q: matrix[n, n]
player one:
    S: matrix[n, n]
    minimize trace(inv(S + 3 * eye(n)) @ Q) * sum(y)
player two:
    y: vector[n]
    minimize dot(y, inv(S + 3 * eye(n)) @ y)""",
    "softmax": """const A: matrix[m, n]
player row:
    x: vector[m]
    minimize dot(softmax(x), A @ softmax(y))
player column:
    y: vector[n]
    maximize dot(softmax(x), A @ softmax(y))""",
    "logsumexp": """const A: matrix[m, n]
player row:
    x: vector[m]
    minimize logsumexp(A @ y + x) + norm2(x)
player column:
    y: vector[n]
    minimize logsumexp(A @ y + x) - entropy(softmax(y))""",
    "contest": """player firm[i in n]:
    x: real > 0
    maximize x[i] / sum(x) - x[i]""",
    "two_groups": """player first[i in m]:
    q: real
    maximize q[i] * (1 - sum(q) - sum(r))
player second[i in n]:
    r: real
    maximize r[i] * (1 - 2 * sum(q) - sum(r))""",
    "places": """player node[i in n]:
    x: real
    minimize (i + 1) * x[i]**2 / 2 + sum(x[j] * x[i] / (1 + j + i) for j in n if j != i)""",
    "order": """player node[i in n]:
    x: real
    minimize sin(x[i]) * sum(x[j] for j in n if j < i) + mean(x) * x[0]""",
    "wide_family": """const M: matrix[m, m]
player agent[i in n]:
    x: vector[m]
    minimize dot(x[i], M @ mean(x, axis=0)) + norm2(x[i])""",
    "norms": """const b: vector[n]
player one:
    x: vector[n]
    minimize norm(x - b) * norm(y + b) + sum(sqrt(square(x) + 1))
player two:
    y: vector[n]
    minimize norm(x - b) * norm(y + b)""",
    "rows": """player one:
    X: matrix[m, n]
    minimize sum(softmax(X) * Y) + sum(exp(mean(X, axis=1)))
player two:
    Y: matrix[m, n]
    minimize sum(sum(X * Y, axis=0)**3) - sum(log_softmax(Y) * X)""",
    "diagonal": """const D: matrix[n, n] diagonal
player one:
    x: vector[n]
    minimize dot(x, D @ y) + dot(x, diag(y) @ x)
player two:
    y: vector[n]
    minimize dot(x, D @ y) + trace(outer(x, x) @ diag(y))""",
    "rescaled": """const A: matrix[m, n]
player one:
    x: vector[m]
    minimize 2 * dot(x, A @ y)
player two:
    y: vector[n]
    minimize 3 * dot(x, A @ y)""",
    "kinks": """player one:
    x: vector[n]
    minimize sum(relu(x - y)) + sum(abs(x)) + sum(max(x, y))
player two:
    y: vector[n]
    minimize sum(relu(x - y)) + sum(max(x, y)) + gelu(sum(y))""",
    "fixed_places": """const a: vector[n]
player one:
    x: vector[n]
    minimize x[0] * y[n - 1] + dot(a, x) * y[0] * sigmoid(y[0])
player two:
    y: vector[n]
    minimize dot([x[0], y[0]], [y[n - 1], x[0]]) + softplus(x[0])""",
    "entropies": """player one:
    x: vector[n]
    minimize kl(softmax(x), softmax(y)) + cross_entropy(x, softmax(y))
player two:
    y: vector[n]
    minimize kl(softmax(x), softmax(y)) + exp(-norm2(y)) * erf(sum(x))""",
}


def text_of(name: str) -> str:
    """The game with its sizes unknown."""
    body = GAMES[name]
    dims = "".join(f"dim {d}\n" for d in "mn" if any(f"{b}{d}" in body for b in "[ ("))
    return f"game {name}\n{dims}{body}\n"


def small_array(random: Random, sizes: tuple[int, ...], form: str = "") -> str:
    """Random quarters as a text of the language; a matrix of the declared form."""

    def entry() -> int:
        return random.choice([-3, -2, -1, 1, 2, 3])

    if not sizes:
        return f"{entry()}/4"
    if len(sizes) == 1:
        return f"[{', '.join(f'{entry()}/4' for _ in range(sizes[0]))}]"
    rows = [[entry() for _ in range(sizes[1])] for _ in range(sizes[0])]
    for i in range(sizes[0]):
        for j in range(i + 1) if form else ():
            if form == "symmetric":
                rows[i][j] = rows[j][i]
            elif form == "antisymmetric":
                rows[i][j] = 0 if i == j else -rows[j][i]
            elif form == "diagonal" and i != j:
                rows[i][j] = rows[j][i] = 0
    return f"[{', '.join('[' + ', '.join(f'{e}/4' for e in row) + ']' for row in rows)}]"
