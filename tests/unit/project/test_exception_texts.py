"""No error that a client reads quotes the text of an exception: such a text is not ours and may hold internals."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
#: Logs may quote one, and what staff read of a failed step (``execution/error_causes.py``) redacts it. RetryableError
#: of ``llm`` holds sentences of our own. The launcher talks to whoever started it.
PACKAGES = ("analysis/access", "analysis/api", "analysis/pages", "analysis/queries", "analysis/sources")
PACKAGES += ("analysis/speech", "realtime")


def quotes(source: str) -> list[int]:
    """Return the lines where the text of a caught exception becomes part of another value than a log line."""
    return [
        node.lineno
        for handler in ast.walk(ast.parse(source))
        if isinstance(handler, ast.ExceptHandler) and handler.name
        for statement in handler.body
        for node in _outside_of_logs(statement)
        if _is_text_of(node, handler.name)
    ]


def _outside_of_logs(node: ast.AST):
    if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("logger."):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _outside_of_logs(child)


def _is_text_of(node: ast.AST, name: str) -> bool:
    """Return whether this is ``{error}``, ``str(error)``, ``repr(error)`` ``error.args``, or a format with it."""
    match node:
        case ast.FormattedValue(value=ast.Name(id=found)):
            return found == name
        case ast.Call(func=ast.Name(id="str" | "repr"), args=[ast.Name(id=found)]):
            return found == name
        case (
            ast.Call(func=ast.Attribute(attr="format"), args=[*given])
            | ast.BinOp(op=ast.Mod(), right=ast.Tuple(elts=[*given]))
        ):
            return any(isinstance(one, ast.Name) and one.id == name for one in given)
        case ast.BinOp(op=ast.Mod(), right=ast.Name(id=found)):
            return found == name
        case ast.Attribute(value=ast.Name(id=found), attr="args" | "strerror" | "reason" | "msg"):
            return found == name
    return False


@pytest.mark.parametrize("package", PACKAGES)
def test_no_answer_is_made_from_the_text_of_an_exception(package):
    files = sorted((ROOT / package).rglob("*.py"))
    assert files
    found = {str(path.relative_to(ROOT)): lines for path in files if (lines := quotes(path.read_text()))}
    assert found == {}


QUOTES = ["f'no: {error}'", "f'{error!r}'", "str(error)", "repr(error)", "error.args[0]", "error.msg", "error.reason"]
QUOTES += ["'no: {}'.format(error)", "'no: %s' % error", "'no: %s' % (error,)"]


@pytest.mark.parametrize("quote", QUOTES)
def test_control_a_quote_is_found(quote):
    assert quotes(f"try:\n    x()\nexcept ValueError as error:\n    raise Problem({quote}) from error\n") == [4]


@pytest.mark.parametrize("good", ["'no'", "error.message", "error.code"])
def test_control_what_is_ours_is_not_found(good):
    assert quotes(f"try:\n    x()\nexcept Ours as error:\n    raise Problem({good}) from error\n") == []
    assert quotes("try:\n    x()\nexcept Ours as error:\n    logger.warning('no: %s', str(error))\n") == []
