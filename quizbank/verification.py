"""Recomputing a key: a `verify` expression is evaluated over the simulators.

The expressions are data and may come from a file somebody was sent, so nothing is handed to `eval`: a small part of
Python's expression syntax is walked here, and the only names are the simulators' public functions and a few builtins.
"""

import ast
import math
import operator
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from quizbank import simulators


class VerifyError(ValueError):
    """The expression uses something that is not allowed, or failed while it ran."""


_BINARY: dict[type, Callable] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod, ast.LShift: operator.lshift, ast.RShift: operator.rshift,
    ast.BitAnd: operator.and_, ast.BitOr: operator.or_, ast.BitXor: operator.xor,
}  # fmt: skip
_COMPARE: dict[type, Callable] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.In: lambda a, b: a in b, ast.NotIn: lambda a, b: a not in b,
}  # fmt: skip
_UNARY: dict[type, Callable] = {
    ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Not: operator.not_, ast.Invert: operator.invert,
}  # fmt: skip
_BUILTINS: dict[str, object] = {
    "abs": abs, "all": all, "any": any, "bool": bool, "dict": dict, "float": float, "int": int, "len": len,
    "list": list, "max": max, "min": min, "round": round, "set": set, "sorted": sorted, "str": str, "sum": sum,
    "tuple": tuple, "bin": bin, "hex": hex, "ceil": math.ceil, "floor": math.floor, "log2": math.log2,
    "Fraction": Fraction, "isclose": math.isclose,
}  # fmt: skip
_LARGEST_POWER = 4096  # bits; 2**(10**9) would hang the machine
_MOST_REPEATED = 100_000  # elements; "A" * 10**10 would fill the memory


@cache
def names() -> dict[str, object]:
    """Every public function of every simulator module, by name; two modules may not offer the same name."""
    found = dict(_BUILTINS)
    for info in iter_modules(simulators.__path__):
        module = import_module(f"{simulators.__name__}.{info.name}")
        for name in module.__all__:
            if name in found:
                raise RuntimeError(f"{module.__name__}.{name}: another simulator already offers this name")
            found[name] = getattr(module, name)
    return found


def verify(expression: str) -> bool:
    """True when the expression holds; raises VerifyError when it cannot be evaluated or gives no truth value."""
    try:
        tree = ast.parse(expression.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError) as error:
        raise VerifyError(f"not an expression: {error}") from None
    try:
        value = _evaluate(tree.body)
    except VerifyError:
        raise
    except Exception as error:  # whatever a simulator raises on wrong numbers is this expression's defect
        raise VerifyError(f"{type(error).__name__}: {error}") from error
    if not isinstance(value, bool):
        raise VerifyError(f"gives {value!r}, not True or False; compare it with the expected value")
    return value


def _evaluate(node: ast.expr) -> object:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            if name not in names():
                raise VerifyError(f"unknown name {name!r}")
            return names()[name]
        case ast.List(elts=parts):
            return [_evaluate(part) for part in parts]
        case ast.Tuple(elts=parts):
            return tuple(_evaluate(part) for part in parts)
        case ast.Set(elts=parts):
            return {_evaluate(part) for part in parts}
        case ast.Dict(keys=keys, values=values) if all(keys):
            return {_evaluate(key): _evaluate(value) for key, value in zip(keys, values, strict=True)}
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _power(_evaluate(left), _evaluate(right))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return _binary(op, _evaluate(left), _evaluate(right))
        case ast.UnaryOp(op=op, operand=operand) if type(op) in _UNARY:
            return _UNARY[type(op)](_evaluate(operand))
        case ast.BoolOp(op=op, values=values):
            results = (_evaluate(value) for value in values)
            return all(results) if isinstance(op, ast.And) else any(results)
        case ast.Compare(left=left, ops=ops, comparators=rights):
            return _chain(_evaluate(left), ops, [_evaluate(right) for right in rights])
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return _evaluate(body) if _evaluate(test) else _evaluate(orelse)
        case ast.Subscript(value=value, slice=index):
            return _evaluate(value)[_index(index)]
        case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords) if all(k.arg for k in keywords):
            function = _evaluate(ast.Name(id=name))
            if not callable(function):
                raise VerifyError(f"{name} is not a function")
            return function(*map(_evaluate, args), **{k.arg: _evaluate(k.value) for k in keywords})
    raise VerifyError(f"{ast.unparse(node)!r} is not allowed in a verify expression")


def _index(node: ast.expr) -> object:
    if isinstance(node, ast.Slice):
        return slice(*(part and _evaluate(part) for part in (node.lower, node.upper, node.step)))
    return _evaluate(node)


def _binary(op: ast.operator, left: object, right: object) -> object:
    if isinstance(op, ast.Mult):
        for sequence, count in ((left, right), (right, left)):
            if isinstance(sequence, str | list | tuple) and isinstance(count, int) and count > _MOST_REPEATED:
                raise VerifyError(f"repeats a sequence {count} times")
    if isinstance(op, ast.LShift) and isinstance(right, int) and right > _LARGEST_POWER:
        raise VerifyError(f"shifts by {right} bits")
    return _BINARY[type(op)](left, right)


def _power(base: object, exponent: object) -> object:
    if isinstance(base, int) and isinstance(exponent, int) and base.bit_length() * abs(exponent) > _LARGEST_POWER:
        raise VerifyError(f"{base}**{exponent} is too large")
    return base**exponent


def _chain(left: object, ops: list[ast.cmpop], rights: list[object]) -> bool:
    for op, right in zip(ops, rights, strict=True):
        if type(op) not in _COMPARE:
            raise VerifyError("comparing by identity is not allowed")
        if not _COMPARE[type(op)](left, right):
            return False
        left = right
    return True
