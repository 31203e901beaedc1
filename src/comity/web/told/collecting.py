"""Every sentence that the kernel can refuse with, collected from its source as templates for translators.

Done while developing (``python -m comity.web.messages``), never when a page is served. An error is made by a call that is
given a code (``"session.early"``) and beside it sentences, or by the call of an error class. What a sentence is made of
is followed as far as it is written in the source: local names, both sides of a condition, what callers pass, what a
function next to it returns; the rest becomes a numbered hole, with the name of the value that fills it.

>>> import ast
>>> raising = 'raise Refused("a.b", f"{who.name} is not {act.x!r}.", article="", remedy="Wait.")'
>>> [(one.template, one.holes) for one in templates(Source({"m": ast.parse(raising)}))]
[('Wait.', ()), ('{0} is not {1}.', ('name', 'x'))]
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from comity.web.told.templates import Parts
from comity.web.told.templates import parts as parts_of

CODE = re.compile(r"[a-z]+(?:_[a-z]+)*\.(?!(?:yaml|csv|json|md|db)$)[a-z0-9_-]+")
ERRORS = (
    "Refused",
    "BadInput",
    "Untrustworthy",
    "Conflict",
    "StoreFailed",
    "Fault",
    "PhraseFault",
    "fault",
)
KINDS = ("Kind", "scalar", "matching", "one_of", "defined", "reference")
"""What makes a kind of value of the charter, and says what is expected of one."""
EXPECTED = re.compile(r"(?:an?|the|one|yes|none|what|whom|when|whether) .+|yes or no")
LAYERS = (
    "body",
    "charter",
    "register",
    "rules",
    "signatures",
    "store",
    "web",
    "grammar.py",
    "registrar.py",
)
"""Where errors come from that a page can meet; record files and the command line tell their own."""
LEFT_OUT = (
    "charter/cases.py", "web/messages.py", "web/serving.py", "web/listening.py", "web/configuration.py", "web/origins.py",
    "web/providers.py", "web/mail_settings.py", "web/one_setting.py", "web/demonstration.py", "web/limits.py",
    "web/accounts_file.py", "web/ground.py", "store/address.py",
)  # fmt: skip
DEPTH, MOST = 6, 64
SAID = ("sentence", "remedy", "expected")
"""The keywords under which an error takes what a reader sees."""
HOLE = re.compile(r"(?<!\{)\{[a-z_]+(?:![r])?\}")
"""A hole of a template with the name of its value."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, order=True)
class Template:
    """A sentence of ``code`` (empty: of any), its values as ``{0}``, ``{1}``; ``holes``: what these are called."""

    code: str
    template: str
    holes: tuple[str, ...] = ()


@dataclass(slots=True)
class Source:
    """The modules by name, with every function by its name and every call by the name of what it calls."""

    modules: Mapping[str, ast.Module]
    functions: dict[str, list[Function]] = field(default_factory=dict)
    calls: dict[str, list[tuple[Scope, ast.Call]]] = field(default_factory=dict)
    coded: dict[tuple[int, str], bool] = field(default_factory=dict)
    """Whether callers pass a code for a parameter of a function, by what was found before."""

    def __post_init__(self) -> None:
        for name, module in self.modules.items():
            self._walk(Scope(name, None), module)

    def _walk(self, scope: Scope, node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            inner = scope
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                self.functions.setdefault(child.name, []).append(child)
                inner = Scope(scope.module, child)
            elif isinstance(child, ast.Call):
                self.calls.setdefault(_called(child), []).append((scope, child))
            self._walk(inner, child)


@dataclass(frozen=True, slots=True)
class Scope:
    module: str
    function: Function | None


def read_source(root: Path) -> Source:
    """The modules of the kernel's layers under ``root``, the folder of the package."""
    files = [
        file
        for layer in LAYERS
        for file in sorted((root / layer).rglob("*.py") if "." not in layer else [root / layer])
        if str(file.relative_to(root)) not in LEFT_OUT
    ]
    return Source(
        {str(f.relative_to(root)): ast.parse(f.read_text(encoding="utf-8")) for f in files}
    )


def templates(source: Source) -> list[Template]:
    """Every template, in the order of code and text, each once."""
    found: dict[tuple[str, str], Template] = {}
    for name, calls in source.calls.items():
        for scope, call in calls:
            if name in KINDS and scope.module.startswith("charter"):
                for text in _expected(call):
                    found.setdefault(("", text), _template("", (text,)))
            codes = _codes(source, scope, call, name)
            for parts in _said(source, scope, call, name) if codes else ():
                for code in codes:
                    one = _template(code, parts)
                    if re.search(r"\w", re.sub(r"\{\d+\}", "", one.template)):
                        found.setdefault((one.code, one.template), one)
    return sorted(found.values())


def _expected(call: ast.Call) -> list[str]:
    """What a kind of value says is expected, where that is words."""
    plain = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    return [text for text in plain if EXPECTED.fullmatch(text)]


def _codes(source: Source, scope: Scope, call: ast.Call, name: str) -> list[str]:
    """The codes that the call gives; none where it makes no error, an empty one where that is not written there."""
    plain = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    codes = [value for value in plain if CODE.fullmatch(value)]
    if codes:
        return codes[:1]
    passed = [a for a in call.args if _is_parameter(scope, a) and _may_be_code(source, scope, a)]
    if not passed and (name not in ERRORS or not call.args):
        return []
    values = _values(source, scope, [*passed, *call.args][0], DEPTH)
    written = [
        "".join(map(str, parts)) for parts in values if all(isinstance(p, str) for p in parts)
    ]
    return [value for value in written if CODE.fullmatch(value)] or [""]


def _said(source: Source, scope: Scope, call: ast.Call, name: str) -> Iterator[Parts]:
    given = [a for a in call.args if not isinstance(a, ast.Starred)]
    given += [k.value for k in call.keywords if k.arg in SAID]
    if _handed_on(source, scope, call):
        given = [argument for argument in given if not _is_parameter(scope, argument)]
    for argument in given:
        for parts in _values(source, scope, argument, DEPTH):
            if _is_said(scope, parts):
                text = parts[0] if len(parts) == 1 else ()
                yield parts_of(text) if isinstance(text, str) and HOLE.search(text) else parts


def _handed_on(source: Source, scope: Scope, call: ast.Call) -> bool:
    """Whether the code comes from the caller: then so does what goes with it, and is found there."""
    return any(_is_parameter(scope, a) and _may_be_code(source, scope, a) for a in call.args)


def _may_be_code(source: Source, scope: Scope, argument: ast.expr) -> bool:
    """Whether what callers pass for that parameter is a code."""
    key = (id(scope.function), _hole(argument))
    if key not in source.coded:
        source.coded[key] = any(
            len(parts) == 1 and isinstance(parts[0], str) and CODE.fullmatch(parts[0])
            for parts in _values(source, scope, argument, 3)
        )
    return source.coded[key]


def _is_parameter(scope: Scope, argument: ast.expr) -> bool:
    names = scope.function.args.args if scope.function is not None else []
    return isinstance(argument, ast.Name) and argument.id in [name.arg for name in names]


def _is_said(scope: Scope, parts: Parts) -> bool:
    """Whether it is words for a reader: not a code, the name of a field or a file. Only a charter's reader says in half a
    sentence what it expected."""
    text = "".join(part for part in parts if isinstance(part, str)).strip()
    if not re.search(r"[a-z]", text) or not (" " in text or text.endswith(".")):
        return False
    halved = isinstance(parts[0], str) and text[0].islower() and "," not in text
    return not halved or scope.module.startswith("charter")


# --- what an expression may come to -----------------------------------------------------------------------------------


def _values(source: Source, scope: Scope, node: ast.expr, depth: int) -> list[Parts]:
    """All that the expression may come to, as far as it is written; a hole for what is not."""
    found = _written(source, scope, node, depth) if depth else []
    return found if 0 < len(found) <= MOST else [((_hole(node),),)]


def _written(source: Source, scope: Scope, node: ast.expr, depth: int) -> list[Parts]:
    match node:
        case ast.Constant(value=str(text)):
            return [(text,)]
        case ast.JoinedStr(values=values):
            return _joined(source, scope, values, depth)
        case ast.FormattedValue(value=value):
            return _values(source, scope, value, depth)
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            sum_ = _joined(source, scope, [left, right], depth)
            return sum_ if any(isinstance(part, str) for parts in sum_ for part in parts) else []
        case ast.IfExp(body=one, orelse=other):
            return _values(source, scope, one, depth - 1) + _values(source, scope, other, depth - 1)
        case ast.BoolOp(values=values):
            return [parts for v in values for parts in _values(source, scope, v, depth - 1)]
        case ast.Name(id=name):
            return _named(source, scope, name, depth - 1)
        case ast.Subscript(value=ast.Name(id=table)):
            rows = _rows(source.modules[scope.module], table)
            return [parts for row in rows for parts in _values(source, scope, row, depth - 1)]
        case ast.Call(func=ast.Name(id="Message"), args=[ast.Constant(value=str(text))]):
            return [parts_of(text)]
        case ast.Call():
            return _returned(source, scope, node, depth - 1)
        case _:
            return []


def _joined(source: Source, scope: Scope, values: Sequence[ast.expr], depth: int) -> list[Parts]:
    each = [_inlined(source, scope, value, depth) for value in values]
    total = 1
    for one in each:
        total *= len(one)
    if total > MOST:
        each = [o if len(o) == 1 else [((_hole(v),),)] for o, v in zip(each, values, strict=True)]
    return [tuple(part for parts in chosen for part in parts) for chosen in product(*each)]


def _inlined(source: Source, scope: Scope, value: ast.expr, depth: int) -> list[Parts]:
    """What stands there in the sentence; one hole where it may be a single word, which is a value and not a phrase."""
    found = _values(source, scope, value, depth)
    if isinstance(value, ast.Constant) or (
        any(map(_is_phrase, found)) and not any(map(_is_word, found))
    ):
        return found
    return [((_hole(value),),)]


def _is_phrase(parts: Parts) -> bool:
    text = "".join(part for part in parts if isinstance(part, str))
    return bool(text.strip()) and (" " in text.strip() or (len(parts) > 1 and " " in text))


def _is_word(parts: Parts) -> bool:
    """Whether it is written, and no phrase: a word, or a name put together."""
    return any(isinstance(part, str) and part for part in parts) and not _is_phrase(parts)


def _named(source: Source, scope: Scope, name: str, depth: int) -> list[Parts]:
    """What is assigned to the local name; what callers pass where it is a parameter."""
    function = scope.function
    body: ast.AST = function if function is not None else source.modules[scope.module]
    assigned = [value for node in ast.walk(body) for value in _assigned(node, name)]
    assigned += _looked_up(source.modules[scope.module], body, name)
    if assigned:
        return [parts for value in assigned for parts in _values(source, scope, value, depth)]
    if function is None or name not in [
        a.arg for a in [*function.args.args, *function.args.kwonlyargs]
    ]:
        module = source.modules[scope.module]
        at_top = [value for node in module.body for value in _assigned(node, name)]
        top = Scope(scope.module, None)
        return [parts for value in at_top for parts in _values(source, top, value, depth)]
    return _passed(source, scope, function, name, depth)


def _assigned(node: ast.AST, name: str) -> Iterator[ast.expr]:
    match node:
        case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
            yield value
        case ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value) if target == name:
            yield value
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            for each, value in zip(targets, values, strict=False):
                if isinstance(each, ast.Name) and each.id == name:
                    yield value
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.IfExp(body=one, orelse=other)):
            for side in (one, other):
                yield from _assigned(
                    ast.Assign(targets=[ast.Tuple(elts=targets)], value=side), name
                )
        case _:
            pass


def _looked_up(module: ast.Module, body: ast.AST, name: str) -> list[ast.expr]:
    """What the local name may be where it is one of several taken from a table: ``a, b = TABLE.get(key, (c, d))``."""
    found: list[ast.expr] = []
    for node in ast.walk(body):
        match node:
            case ast.Assign(
                targets=[ast.Tuple(elts=targets)],
                value=ast.Call(func=ast.Attribute(value=ast.Name(id=table), attr="get"), args=args),
            ):
                rows = [*_rows(module, table), *args[1:]]
                places = [
                    at for at, t in enumerate(targets) if isinstance(t, ast.Name) and t.id == name
                ]
                found += [
                    row.elts[at] for row in rows if isinstance(row, ast.Tuple) for at in places
                ]
            case _:
                pass
    return found


def _rows(module: ast.Module, table: str) -> list[ast.expr]:
    tables = [value for node in module.body for value in _assigned(node, table)]
    return [row for one in tables if isinstance(one, ast.Dict) for row in one.values]


def _passed(source: Source, scope: Scope, function: Function, name: str, depth: int) -> list[Parts]:
    """What is passed for the parameter where the function is called: in its module, or anywhere if it is public."""
    names = [argument.arg for argument in function.args.args]
    found: list[Parts] = []
    for where, call in source.calls.get(function.name, ()):
        if function.name.startswith("_") and where.module != scope.module:
            continue
        method = isinstance(call.func, ast.Attribute) and names[:1] == ["self"]
        given = dict(zip(names[method:], call.args, strict=False))
        given |= {k.arg: k.value for k in call.keywords if k.arg}
        if name in given and where.function is not function:
            found += _values(source, where, given[name], depth)
    given = dict(zip(names[::-1], function.args.defaults[::-1], strict=False))
    if name in given:
        found += _values(source, scope, given[name], depth)
    return list(dict.fromkeys(found))


def _returned(source: Source, scope: Scope, call: ast.Call, depth: int) -> list[Parts]:
    """What the function returns, where all of that is written and there is one of the name."""
    functions = source.functions.get(_called(call), ())
    if len(functions) != 1 or not isinstance(call.func, ast.Name) or depth < 1:
        return []
    inner = Scope(scope.module, functions[0])
    returns = [n.value for n in ast.walk(functions[0]) if isinstance(n, ast.Return) and n.value]
    found = [parts for value in returns for parts in _values(source, inner, value, depth)]
    spoken = [
        parts
        for parts in found
        if re.search(r"\w \w", "".join(p for p in parts if isinstance(p, str)))
    ]
    return spoken if len(spoken) == len(found) else []


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name):
            return name
        case ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _hole(node: ast.expr) -> str:
    """What the value is called: the last name in the expression."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.FormattedValue(value=inner) | ast.Subscript(value=inner):
            return _hole(inner)
        case ast.BoolOp(values=[first, *_]):
            return _hole(first)
        case ast.Call(args=[*_, last]):
            return _hole(last)
        case _:
            return ""


def _template(code: str, parts: Parts) -> Template:
    holes: list[str] = []
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part.replace("{", "{{").replace("}", "}}")
        else:
            text += f"{{{len(holes)}}}"
            holes.append(part[0])
    return Template(code, text, tuple(holes))
