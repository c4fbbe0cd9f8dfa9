"""Following fixed points as a parameter rises, around the turns of their path.

The quantal responses that agree with one another form a path from those at no precision at all, the
principal branch of McKelvey & Palfrey (1995), which may turn back for a while. Turocy (2005) traces
it as is done here: by pseudo-arclength continuation (Keller 1977), in which the parameter is one
more unknown and each step goes a given length along the path.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_TOLERANCE = 1e-10  # of points on the way
_NUDGE = 1e-7  # for slopes
_MOST_STEPS, _MOST_CORRECTIONS, _MOST_DIRECTIONS = 1000, 8, 150
_LONGER, _EASY, _SHORTEST = 1.5, 3, 1e-7
_STRAIGHT = (0.9, 0.99)  # cosines of the largest angle by which the path may bend in one step
_CLOSE = 1e-4  # how near, relatively, to what is wanted
_BEYOND = 1e100
_DOUBTFUL = 10.0  # differences beyond which a correction has gone astray
Vector = npt.NDArray[np.float64]
Respond = Callable[[Vector, float], Vector]


@dataclass(frozen=True, eq=False)
class _Path:
    """Points as one vector: values, scaled to the length of the parameter's logarithm, and that."""

    respond: Respond
    scale: float

    def point(self, values: Vector, parameter: float) -> Vector:
        return np.append(values / self.scale, math.log(parameter))

    def values(self, point: Vector) -> Vector:
        return point[:-1] * self.scale

    def miss(self, point: Vector) -> Vector:
        """By how much responses to a point's values differ from them."""
        values = self.values(point)
        with np.errstate(over="ignore", invalid="ignore"):
            return (self.respond(values, float(np.exp(point[-1]))) - values) / self.scale

    def tangent(self, point: Vector, along: Vector) -> Vector | None:
        """The direction of the path at one of its points, on the whole the same as another."""

        def equations(there: Vector) -> Vector:
            return np.append(self.miss(there), along @ (there - point))

        ahead = np.zeros(len(point))
        ahead[-1] = 1
        found = _solved(equations, point, equations(point), ahead)
        return None if found is None else found / np.linalg.norm(found)

    def corrected(self, guess: Vector, along: Vector) -> tuple[Vector, int] | None:
        """The point of the path level with a guess, and in how many corrections it was found."""

        def equations(point: Vector) -> Vector:
            return np.append(self.miss(point), along @ (point - guess))

        return _newton(equations, guess, _TOLERANCE / self.scale)


def followed(
    respond: Respond,
    before: tuple[Vector, float],
    now: tuple[Vector, float],
    wanted: float,
    tolerance: float,
) -> Vector | None:
    """The fixed point at a parameter, from two at lower ones.

    Parameters
    ----------
    respond : callable
        From values, shape (n,), and the parameter to values; what it leaves unchanged is sought.
    before, now : tuple of numpy.ndarray and float
        Fixed points with their parameters, the second farther along the path.
    wanted : float
        The parameter where the path is to end.
    tolerance : float
        The largest difference that a response to the values may make in the end.

    Returns
    -------
    numpy.ndarray or None
        None if the path is lost.
    """
    path = _Path(respond, math.sqrt(len(now[0])))
    points = path.point(*before), path.point(*now)
    for straight in _STRAIGHT:  # more closely where the path is lost
        found = _traced(path, *points, math.log(wanted), straight)
        if found is not None:
            return _ended(path, found, math.log(wanted), tolerance)
    return None


def _traced(path: _Path, last: Vector, here: Vector, goal: float, straight: float) -> Vector | None:
    """A point of the path about where it comes to a parameter."""
    length, lowest = float(np.linalg.norm(here - last)), last[-1]
    along = path.tangent(here, (here - last) / length)
    for _ in range(_MOST_STEPS):
        if along is None or length < _SHORTEST or here[-1] < lowest:
            return None
        found = path.corrected(here + length * along, along)
        bent = None if found is None else path.tangent(found[0], along)
        if found is None or bent is None or not _follows(found[0] - here, bent, along, straight):
            length /= 2
            continue
        ahead, corrections = found
        if ahead[-1] >= goal:
            share = float((goal - here[-1]) / (ahead[-1] - here[-1]))
            between: Vector = here + share * (ahead - here)
            if _ended(path, between, goal, _TOLERANCE) is not None:
                return between
            length /= 4
            continue
        here, along = ahead, bent
        length *= _LONGER if corrections <= _EASY else 1
    return None


def _follows(gone: Vector, bent: Vector, along: Vector, straight: float) -> bool:
    """Whether a step follows the path where it bends little, and does not leap to another one."""
    return bool(gone @ along >= straight * np.linalg.norm(gone) and bent @ along >= straight)


def _ended(path: _Path, near: Vector, goal: float, tolerance: float) -> Vector | None:
    """The fixed point at the parameter itself, near a point of the path."""

    def equations(values: Vector) -> Vector:
        return path.miss(np.append(values, goal))

    found = _newton(equations, near[:-1], tolerance / path.scale)
    return None if found is None else found[0] * path.scale


def _newton(
    equations: Callable[[Vector], Vector], start: Vector, tolerance: float
) -> tuple[Vector, int] | None:
    """Where equations hold, by Newton's method, and after how many steps; None if it strays."""
    point = start
    for steps in range(_MOST_CORRECTIONS):
        miss = equations(point)
        if not np.abs(miss).max() < _DOUBTFUL:
            return None
        if np.abs(miss).max() < tolerance:
            return point, steps
        step = _solved(equations, point, miss, -miss)
        if step is None:
            return None
        point = point + step
    return None


def _solved(
    equations: Callable[[Vector], Vector], point: Vector, miss: Vector, wanted: Vector
) -> Vector | None:
    """The step that would change what equations miss as wanted, were they linear.

    By GMRES (Saad & Schultz 1986); None where they are beyond all numbers.
    """

    def slope(direction: Vector) -> Vector:
        return (equations(point + _NUDGE * direction) - miss) / _NUDGE

    size = float(np.linalg.norm(wanted))
    basis = [wanted / size]
    most = min(_MOST_DIRECTIONS, len(point))
    products = np.zeros((most + 1, most))
    shares = np.zeros(0)
    for k in range(most):
        new, known = slope(basis[k]), np.array(basis)
        if not np.abs(new).max() < _BEYOND:
            return None
        for _ in range(2):  # twice, against rounding
            part = known @ new
            new = new - part @ known
            products[: k + 1, k] += part
        products[k + 1, k] = np.linalg.norm(new)
        target = np.append(size, np.zeros(k + 1))
        shares = np.linalg.lstsq(products[: k + 2, : k + 1], target, rcond=None)[0]
        left = float(np.linalg.norm(products[: k + 2, : k + 1] @ shares - target))
        if left < _CLOSE * size or products[k + 1, k] < 1e-14:
            break
        basis.append(new / products[k + 1, k])
    step: Vector = shares @ np.array(basis[: len(shares)])
    return step
